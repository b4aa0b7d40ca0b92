import { Link } from '@backstage/ui';
import {
  DataTable,
  Panel,
  paths,
  type TenantSummary,
} from '@mctl/plugin-platform-react';

/** The tenants of a person, at a glance. */
export function TenantOverview(props: { tenants: readonly TenantSummary[] }) {
  return (
    <Panel
      title="Your tenants"
      actions={<Link href={paths.tenants()}>All tenants</Link>}
    >
      <DataTable
        label="Your tenants"
        rows={props.tenants}
        rowKey={row => row.tenant}
        columns={[
          {
            header: 'Tenant',
            cell: row => (
              <Link href={paths.tenant(row.tenant)} weight="bold">
                {row.displayName}
              </Link>
            ),
          },
          { header: 'Your role', cell: row => row.role ?? 'platform admin' },
          { header: 'Services', cell: row => row.services },
          { header: 'Members', cell: row => row.members },
        ]}
      />
    </Panel>
  );
}
