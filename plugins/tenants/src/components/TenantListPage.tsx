import { useState } from 'react';
import { Button, ButtonLink, Flex, Link } from '@backstage/ui';
import {
  DataTable,
  EmptyState,
  ObservedValue,
  Panel,
  PlatformPage,
  QueryView,
  paths,
  useCapabilityQuery,
  type DataColumn,
  type TenantSummary,
} from '@mctl/plugin-platform-react';

const COLUMNS: ReadonlyArray<DataColumn<TenantSummary>> = [
  {
    header: 'Tenant',
    cell: row => (
      <Link href={paths.tenant(row.tenant)} weight="bold">
        {row.displayName}
      </Link>
    ),
  },
  { header: 'Name', cell: row => row.tenant },
  { header: 'Your role', cell: row => row.role ?? 'platform admin' },
  { header: 'Members', cell: row => row.members },
  { header: 'Services', cell: row => row.services },
  {
    header: 'Quota in use',
    cell: row => (
      <ObservedValue observed={row.quota}>
        {quota =>
          quota
            ? `CPU ${quota.cpu.used} of ${quota.cpu.hard}, memory ${quota.memory.used} of ${quota.memory.hard}, pods ${quota.pods.used} of ${quota.pods.hard}`
            : 'Not in the cluster yet'
        }
      </ObservedValue>
    ),
  },
];

const PAGE_SIZE = 50;

/** The tenants a person can see. */
export function TenantListPage() {
  const [cursors, setCursors] = useState<string[]>([]);
  const query = useCapabilityQuery('list-tenants', {
    limit: PAGE_SIZE,
    cursor: cursors.at(-1),
  });
  return (
    <PlatformPage
      title="Your tenants"
      description="A tenant is your team's isolated part of the cluster, with its own services, members and quota."
      actions={
        <ButtonLink variant="primary" href={paths.newTenant()}>
          Create a tenant
        </ButtonLink>
      }
    >
      <QueryView query={query}>
        {({ items, nextCursor }) => (
          <Panel title="Tenants">
            {items.length > 0 ? (
              <DataTable
                label="Tenants"
                columns={COLUMNS}
                rows={items}
                rowKey={row => row.tenant}
              />
            ) : (
              <EmptyState
                title="You are in no tenant yet"
                description="Create one for your team, or ask an owner of an existing one to add you."
                action={
                  <ButtonLink variant="primary" href={paths.newTenant()}>
                    Create a tenant
                  </ButtonLink>
                }
              />
            )}
            {(cursors.length > 0 || nextCursor) && (
              <Flex gap="2" mt="3">
                <Button
                  variant="secondary"
                  isDisabled={cursors.length === 0}
                  onPress={() => setCursors(cursors.slice(0, -1))}
                >
                  Previous
                </Button>
                <Button
                  variant="secondary"
                  isDisabled={!nextCursor}
                  onPress={() =>
                    nextCursor && setCursors([...cursors, nextCursor])
                  }
                >
                  Next
                </Button>
              </Flex>
            )}
          </Panel>
        )}
      </QueryView>
    </PlatformPage>
  );
}
