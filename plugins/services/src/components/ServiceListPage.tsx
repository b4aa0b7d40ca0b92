import { useDeferredValue, useState } from 'react';
import { ButtonLink, Link, SearchField } from '@backstage/ui';
import {
  Code,
  DataTable,
  EmptyState,
  HealthBadge,
  ObservedValue,
  PagedPanel,
  PlatformPage,
  Stack,
  paths,
  shortCommit,
  useCapabilityQuery,
  usePages,
  type DataColumn,
  type ServiceSummary,
} from '@mctl/plugin-platform-react';

const COLUMNS: ReadonlyArray<DataColumn<ServiceSummary>> = [
  {
    header: 'Service',
    cell: row => (
      <Link href={paths.service(row.tenant, row.service)} weight="bold">
        {row.service}
      </Link>
    ),
  },
  {
    header: 'Tenant',
    cell: row => <Link href={paths.tenant(row.tenant)}>{row.tenant}</Link>,
  },
  { header: 'Health', cell: row => <HealthBadge health={row.health} /> },
  { header: 'Release', cell: row => <Code>{row.tag}</Code> },
  {
    header: 'In the cluster',
    cell: row => (
      <ObservedValue observed={row.sync}>
        {({ status, revision }) =>
          `${status === 'Synced' ? 'In sync' : 'Out of sync'} at ${shortCommit(revision)}`
        }
      </ObservedValue>
    ),
  },
];

const PAGE_SIZE = 50;

/** The services a person can see. */
export function ServiceListPage() {
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const pages = usePages(search);
  const query = useCapabilityQuery('list-services', {
    search: search || undefined,
    limit: PAGE_SIZE,
    cursor: pages.cursor,
  });
  return (
    <PlatformPage
      title="Your services"
      description="What runs in your tenants, and how it is doing."
      actions={
        <ButtonLink variant="primary" href={paths.deploy()}>
          Deploy a service
        </ButtonLink>
      }
    >
      <Stack>
        <SearchField
          aria-label="Search services"
          placeholder="Search services"
          value={text}
          onChange={setText}
        />
        <PagedPanel
          title="Services"
          query={query}
          pages={pages}
          empty={<NoServices search={search} />}
        >
          {items => (
            <DataTable
              label="Services"
              columns={COLUMNS}
              rows={items}
              rowKey={row => `${row.tenant}/${row.service}`}
            />
          )}
        </PagedPanel>
      </Stack>
    </PlatformPage>
  );
}

function NoServices(props: { search: string }) {
  return props.search ? (
    <EmptyState
      title="No service matches"
      description={`Nothing is called "${props.search}" in your tenants.`}
    />
  ) : (
    <EmptyState
      title="No service yet"
      description="Deploy a container image; the platform rolls it out and checks that it is healthy."
      action={
        <ButtonLink variant="primary" href={paths.deploy()}>
          Deploy a service
        </ButtonLink>
      }
    />
  );
}
