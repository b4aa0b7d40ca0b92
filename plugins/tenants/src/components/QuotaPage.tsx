import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { TextField } from '@backstage/ui';
import {
  CheckedForm,
  ReviewedChange,
  paths,
  type TenantDetails,
} from '@mctl/plugin-platform-react';
import { quotaFaults, quotaInput, quotaOf } from './settingsFields';
import { TenantLoader } from './TenantLoader';

const FIELDS = [
  ['cpu', 'CPU', 'Cores, such as 4 or 500m'],
  ['memory', 'Memory', 'Such as 8Gi'],
  ['pods', 'Pods', 'How many may run at a time'],
  ['storage', 'Storage', 'Of all volumes together, such as 50Gi'],
] as const;

/** Changes what a tenant may use. */
export function QuotaPage() {
  return (
    <TenantLoader
      title={tenant => `Quota of ${tenant}`}
      description="It may not fall below what is in use; more than the platform's default takes a platform admin."
      path={paths.tenantQuota}
    >
      {details => <QuotaForm details={details} />}
    </TenantLoader>
  );
}

function QuotaForm(props: { details: TenantDetails }) {
  const { details } = props;
  const { tenant } = details;
  const navigate = useNavigate();
  const [fields, setFields] = useState(() => quotaOf(details));
  return (
    <ReviewedChange
      request={{
        operation: 'update-tenant',
        input: quotaInput(tenant, fields),
      }}
      confirmLabel="Change the quota"
    >
      {review => (
        <CheckedForm
          title="Quota"
          faults={quotaFaults(fields)}
          onSubmit={review}
          onCancel={() => navigate(paths.tenant(tenant))}
        >
          {({ fault }) =>
            FIELDS.map(([name, label, description]) => (
              <TextField
                key={name}
                label={label}
                description={description}
                isRequired
                autoComplete="off"
                spellCheck="false"
                value={fields[name]}
                onChange={value => setFields({ ...fields, [name]: value })}
                {...fault(name, fields[name])}
              />
            ))
          }
        </CheckedForm>
      )}
    </ReviewedChange>
  );
}
