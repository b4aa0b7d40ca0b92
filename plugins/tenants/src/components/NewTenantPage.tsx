import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  PlatformPage,
  ReviewedChange,
  paths,
} from '@mctl/plugin-platform-react';
import { NewTenantForm } from './NewTenantForm';
import { EMPTY_TENANT, tenantInput, type TenantFields } from './tenantFields';

/** Creates a tenant: first the form, then the plan. */
export function NewTenantPage() {
  const navigate = useNavigate();
  const [fields, setFields] = useState<TenantFields>(EMPTY_TENANT);
  return (
    <PlatformPage
      title="Create a tenant"
      path={paths.newTenant()}
      description="You become its owner."
    >
      <ReviewedChange
        request={{ operation: 'create-tenant', input: tenantInput(fields) }}
        confirmLabel="Create this tenant"
      >
        {review => (
          <NewTenantForm
            fields={fields}
            onChange={setFields}
            onSubmit={review}
            onCancel={() => navigate(paths.tenants())}
          />
        )}
      </ReviewedChange>
    </PlatformPage>
  );
}
