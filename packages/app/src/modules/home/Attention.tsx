import { Link, Text } from '@backstage/ui';
import { isKnown, type Health } from '@mctl/plugin-platform-common';
import {
  DataTable,
  HealthBadge,
  Panel,
  QueryView,
  paths,
  useCapabilityQuery,
  type ServiceSummary,
} from '@mctl/plugin-platform-react';

/** What a state means when the cluster says nothing more. */
const WITHOUT_REASON: Record<Health, string> = {
  Healthy: 'It is well',
  Progressing: 'A release is rolling out',
  Degraded: 'The cluster gives no reason',
  Suspended: 'It is suspended',
  Missing: 'It is not in the cluster',
};

/** Services that are not known to be well. */
export function Attention() {
  const query = useCapabilityQuery('list-services', { limit: 200 });
  return (
    <Panel title="Needs attention">
      <QueryView query={query}>
        {({ items, nextCursor, total }) => {
          const troubled = items.filter(needsAttention);
          if (items.length === 0) {
            return <Text as="p">No service runs in your tenants yet.</Text>;
          }
          if (troubled.length === 0) {
            return (
              <Text as="p">
                {nextCursor
                  ? `The first ${items.length} of ${total} services are well; the others were not looked at.`
                  : allWell(items.length)}
              </Text>
            );
          }
          return (
            <DataTable
              label="Services that need attention"
              rows={troubled}
              rowKey={row => `${row.tenant}/${row.service}`}
              columns={[
                {
                  header: 'Service',
                  cell: row => (
                    <Link
                      href={paths.service(row.tenant, row.service)}
                      weight="bold"
                    >
                      {row.service}
                    </Link>
                  ),
                },
                { header: 'Tenant', cell: row => row.tenant },
                {
                  header: 'Health',
                  cell: row => <HealthBadge health={row.health} />,
                },
                { header: 'Why', cell: reasonOf },
              ]}
            />
          );
        }}
      </QueryView>
    </Panel>
  );
}

function allWell(count: number): string {
  return count === 1
    ? 'Your one service is well.'
    : `All ${count} services are well.`;
}

function needsAttention({ health }: ServiceSummary): boolean {
  return (
    !isKnown(health) || !['Healthy', 'Suspended'].includes(health.value.status)
  );
}

function reasonOf({ health }: ServiceSummary): string {
  return isKnown(health)
    ? (health.value.message ?? WITHOUT_REASON[health.value.status])
    : health.unknown;
}
