import { Text } from '@backstage/ui';
import type { Evidence, Observed } from '@mctl/plugin-platform-common';
import {
  EvidenceList,
  ObservedNote,
  ObservedValue,
  Panel,
} from '@mctl/plugin-platform-react';

/** More events than this would only be scrolled past. */
const SHOWN = 20;

/** What the cluster says about a service, newest first. */
export function ServiceEvents(props: { events: Observed<Evidence[]> }) {
  const { events } = props;
  return (
    <Panel title="Events" actions={<ObservedNote observed={events} />}>
      <ObservedValue observed={events}>
        {evidence =>
          evidence.length > 0 ? (
            <EvidenceList label="Events" evidence={evidence.slice(-SHOWN)} />
          ) : (
            <Text as="p">The cluster reports no event.</Text>
          )
        }
      </ObservedValue>
    </Panel>
  );
}
