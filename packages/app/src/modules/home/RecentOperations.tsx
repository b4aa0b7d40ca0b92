import { Link, Text } from '@backstage/ui';
import type { OperationState } from '@mctl/plugin-platform-common';
import {
  Columns,
  OperationTable,
  Panel,
  QueryView,
  paths,
  useCapabilityQuery,
} from '@mctl/plugin-platform-react';

const SHOWN = 5;

/** What is under way, and what went wrong lately. */
export function RecentOperations() {
  return (
    <Columns>
      <OperationsIn
        state="running"
        title="Running"
        none="Nothing is running."
      />
      <OperationsIn
        state="failed"
        title="Failed lately"
        none="Nothing has failed."
      />
    </Columns>
  );
}

function OperationsIn(props: {
  state: OperationState;
  title: string;
  none: string;
}) {
  const { state, title, none } = props;
  const query = useCapabilityQuery('list-operations', { state, limit: SHOWN });
  return (
    <Panel
      title={title}
      actions={<Link href={paths.operations({ state })}>All</Link>}
    >
      <QueryView query={query}>
        {({ items }) =>
          items.length > 0 ? (
            <OperationTable operations={items} />
          ) : (
            <Text as="p">{none}</Text>
          )
        }
      </QueryView>
    </Panel>
  );
}
