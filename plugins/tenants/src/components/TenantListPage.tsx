import { ButtonLink, Flex, Link } from '@backstage/ui';
import {
  DataTable,
  EmptyState,
  ObservedValue,
  PagedPanel,
  PlatformPage,
  UsageBar,
  paths,
  useCapabilityQuery,
  usePages,
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
          quota ? (
            <Flex direction="column" gap="1">
              <UsageBar label="CPU" showLabel {...quota.cpu} />
              <UsageBar label="Memory" showLabel {...quota.memory} />
              <UsageBar label="Pods" showLabel {...quota.pods} />
            </Flex>
          ) : (
            'Not in the cluster yet'
          )
        }
      </ObservedValue>
    ),
  },
];

const PAGE_SIZE = 50;

/** The tenants a person can see. */
export function TenantListPage() {
  const pages = usePages();
  const query = useCapabilityQuery('list-tenants', {
    limit: PAGE_SIZE,
    cursor: pages.cursor,
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
      <PagedPanel
        title="Tenants"
        query={query}
        pages={pages}
        empty={
          <EmptyState
            title="You are in no tenant yet"
            description="Create one for your team, or ask an owner of an existing one to add you."
            action={
              <ButtonLink variant="primary" href={paths.newTenant()}>
                Create a tenant
              </ButtonLink>
            }
          />
        }
      >
        {items => (
          <DataTable
            label="Tenants"
            columns={COLUMNS}
            rows={items}
            rowKey={row => row.tenant}
          />
        )}
      </PagedPanel>
    </PlatformPage>
  );
}
