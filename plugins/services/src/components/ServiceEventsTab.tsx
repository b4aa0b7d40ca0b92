import { useState } from 'react';
import { RiErrorWarningLine, RiInformationLine } from '@remixicon/react';
import { Switch, Text } from '@backstage/ui';
import {
  Badge,
  Code,
  DataTable,
  ObservedNote,
  ObservedValue,
  Panel,
  QueryView,
  RelativeTime,
  useCapabilityQuery,
  type DataColumn,
  type ServiceEvent,
} from '@mctl/plugin-platform-react';
import { useServiceDetails } from './ServiceFrame';

const LIMIT = 200;

const COLUMNS: ReadonlyArray<DataColumn<ServiceEvent>> = [
  {
    header: 'Reason',
    cell: event => (
      <Badge
        tone={event.type === 'Warning' ? 'warning' : 'neutral'}
        icon={event.type === 'Warning' ? RiErrorWarningLine : RiInformationLine}
      >
        {event.reason}
      </Badge>
    ),
  },
  { header: 'Message', cell: event => event.message },
  { header: 'Object', cell: event => <Code>{event.object}</Code> },
  { header: 'Times', cell: event => event.count },
  {
    header: 'Last seen',
    cell: event =>
      event.lastSeen ? <RelativeTime time={event.lastSeen} /> : 'unknown',
  },
];

/** What the cluster reports about all objects of a service. */
export function ServiceEventsTab() {
  const { tenant, service } = useServiceDetails();
  const [isWarningsOnly, setIsWarningsOnly] = useState(false);
  const query = useCapabilityQuery('get-service-events', {
    tenant,
    service,
    type: isWarningsOnly ? 'Warning' : undefined,
    limit: LIMIT,
  });
  return (
    <Panel
      title="Events"
      actions={
        <Switch
          label="Warnings only"
          isSelected={isWarningsOnly}
          onChange={setIsWarningsOnly}
        />
      }
    >
      <QueryView query={query}>
        {({ events }) => (
          <>
            <ObservedValue observed={events}>
              {found =>
                found.length > 0 ? (
                  <DataTable
                    label="Events"
                    columns={COLUMNS}
                    rows={[...found].reverse()}
                    rowKey={event =>
                      `${event.object} ${event.reason} ${event.message} ${event.firstSeen}`
                    }
                  />
                ) : (
                  <Text as="p">
                    {isWarningsOnly
                      ? 'The cluster warns of nothing.'
                      : 'The cluster reports no event. It keeps them for about an hour.'}
                  </Text>
                )
              }
            </ObservedValue>
            <ObservedNote observed={events} />
          </>
        )}
      </QueryView>
    </Panel>
  );
}
