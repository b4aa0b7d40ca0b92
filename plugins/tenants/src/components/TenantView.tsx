import { ButtonLink, Link } from '@backstage/ui';
import {
  Code,
  Columns,
  DataTable,
  EmptyState,
  Facts,
  HealthBadge,
  HostLink,
  ObservedValue,
  OperationTable,
  Panel,
  QueryView,
  Stack,
  UsageBar,
  paths,
  useCapabilityQuery,
  useMay,
  type DataColumn,
  type ServiceSummary,
  type TenantDetails,
} from '@mctl/plugin-platform-react';
import { TenantMembers } from './TenantMembers';

const SERVICE_COLUMNS: ReadonlyArray<DataColumn<ServiceSummary>> = [
  {
    header: 'Service',
    cell: row => (
      <Link href={paths.service(row.tenant, row.service)} weight="bold">
        {row.service}
      </Link>
    ),
  },
  { header: 'Health', cell: row => <HealthBadge health={row.health} /> },
  { header: 'Release', cell: row => <Code>{row.tag}</Code> },
  { header: 'Type', cell: row => row.type },
  {
    header: 'Host',
    cell: row => (row.host ? <HostLink host={row.host} /> : 'none'),
  },
];

/** What is in a tenant, who is in it, and what it may use. */
export function TenantView(props: { details: TenantDetails }) {
  const { details } = props;
  const { tenant } = details;
  const mayOwn = useMay(tenant, 'owner');
  return (
    <Stack>
      <TenantServices tenant={tenant} />
      <Columns>
        <Panel title="About">
          <Facts
            facts={[
              ['Name', <Code key="name">{tenant}</Code>],
              ['Your role', details.yourRole ?? 'platform admin'],
              ['Contact', details.contact],
              [
                'Namespace',
                <ObservedValue key="namespace" observed={details.namespace}>
                  {namespace => namespace?.phase ?? 'Not created yet'}
                </ObservedValue>,
              ],
              [
                'Internet access',
                details.network.internetEgress ? 'Allowed' : 'Blocked',
              ],
              [
                'Reachable from',
                ['this tenant', ...details.network.allowFrom].join(', '),
              ],
            ]}
          />
        </Panel>
        <Panel
          title="Quota"
          actions={
            mayOwn && (
              <ButtonLink
                size="small"
                variant="secondary"
                href={paths.tenantQuota(tenant)}
              >
                Change
              </ButtonLink>
            )
          }
        >
          <QuotaTable quota={details.quota} />
        </Panel>
      </Columns>
      <TenantMembers details={details} />
      <Panel
        title="Recent operations"
        actions={
          <Link href={paths.operations({ tenant })}>All of this tenant</Link>
        }
      >
        {details.recentOperations.length > 0 ? (
          <OperationTable operations={details.recentOperations} />
        ) : (
          <EmptyState title="No operation yet" />
        )}
      </Panel>
    </Stack>
  );
}

function TenantServices(props: { tenant: string }) {
  const { tenant } = props;
  const mayDeploy = useMay(tenant, 'developer');
  const query = useCapabilityQuery('list-services', { tenant, limit: 200 });
  return (
    <Panel title="Services">
      <QueryView query={query}>
        {({ items }) =>
          items.length > 0 ? (
            <DataTable
              label="Services"
              columns={SERVICE_COLUMNS}
              rows={items}
              rowKey={row => row.service}
            />
          ) : (
            <EmptyState
              title="No service yet"
              description="Deploy a container image; the platform writes the manifests, rolls it out and checks that it is healthy."
              action={
                mayDeploy && (
                  <ButtonLink variant="primary" href={paths.deploy({ tenant })}>
                    Deploy a service
                  </ButtonLink>
                )
              }
            />
          )
        }
      </QueryView>
    </Panel>
  );
}

function QuotaTable(props: { quota: TenantDetails['quota'] }) {
  const { hard, used } = props.quota;
  return (
    <DataTable
      label="Quota"
      rows={Object.entries(hard)}
      rowKey={([resource]) => resource}
      columns={[
        { header: 'Resource', cell: ([resource]) => resource },
        {
          header: 'In use',
          cell: ([resource, limit]) => (
            <ObservedValue observed={used}>
              {values =>
                values?.[resource] === undefined ? (
                  `Not in the cluster yet; the limit is ${limit}`
                ) : (
                  <UsageBar
                    label={resource}
                    used={values[resource]}
                    hard={String(limit)}
                  />
                )
              }
            </ObservedValue>
          ),
        },
      ]}
    />
  );
}
