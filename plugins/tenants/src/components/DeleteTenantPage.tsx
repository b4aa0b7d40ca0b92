import { useNavigate, useParams } from 'react-router-dom';
import {
  PlannedOperation,
  PlatformPage,
  paths,
} from '@mctl/plugin-platform-react';

/** Deletes a tenant, after its plan was seen and its name typed. */
export function DeleteTenantPage() {
  const { tenant = '' } = useParams();
  const navigate = useNavigate();
  return (
    <PlatformPage
      title={`Delete ${tenant}`}
      path={paths.deleteTenant(tenant)}
      description="Everything in the tenant is removed. This cannot be undone from here."
    >
      <PlannedOperation
        request={{ operation: 'delete-tenant', input: { tenant } }}
        confirmLabel="Delete this tenant"
        isDestructive
        typeToConfirm={tenant}
        onCancel={() => navigate(paths.tenant(tenant))}
        onAccepted={operation => navigate(paths.operation(operation.id))}
      />
    </PlatformPage>
  );
}
