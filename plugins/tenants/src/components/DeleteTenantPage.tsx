import { useParams } from 'react-router-dom';
import { PlannedChangePage, paths } from '@mctl/plugin-platform-react';

/** Deletes a tenant, after its plan was seen and its name typed. */
export function DeleteTenantPage() {
  const { tenant = '' } = useParams();
  return (
    <PlannedChangePage
      title={`Delete ${tenant}`}
      description="Everything in the tenant is removed. This cannot be undone from here."
      path={paths.deleteTenant(tenant)}
      cancelPath={paths.tenant(tenant)}
      request={{ operation: 'delete-tenant', input: { tenant } }}
      confirmLabel="Delete this tenant"
      isDestructive
      typeToConfirm={tenant}
    />
  );
}
