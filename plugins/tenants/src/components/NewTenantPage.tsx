import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  PlannedOperation,
  PlatformPage,
  paths,
} from '@mctl/plugin-platform-react';
import { NewTenantForm } from './NewTenantForm';
import { EMPTY_TENANT, tenantInput, type TenantFields } from './tenantFields';

/** Creates a tenant: first the form, then the plan. */
export function NewTenantPage() {
  const navigate = useNavigate();
  const [fields, setFields] = useState<TenantFields>(EMPTY_TENANT);
  const [isReviewing, setIsReviewing] = useState(false);
  return (
    <PlatformPage
      title="Create a tenant"
      path={paths.newTenant()}
      description={
        isReviewing
          ? 'Review what will be written and created.'
          : 'You become its owner.'
      }
    >
      {isReviewing ? (
        <PlannedOperation
          request={{ operation: 'create-tenant', input: tenantInput(fields) }}
          confirmLabel="Create this tenant"
          onCancel={() => setIsReviewing(false)}
          onAccepted={operation => navigate(paths.operation(operation.id))}
        />
      ) : (
        <NewTenantForm
          fields={fields}
          onChange={setFields}
          onSubmit={() => setIsReviewing(true)}
          onCancel={() => navigate(paths.tenants())}
        />
      )}
    </PlatformPage>
  );
}
