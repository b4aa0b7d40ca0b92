import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Switch, TextField } from '@backstage/ui';
import {
  CheckedForm,
  ReviewedChange,
  paths,
  type TenantDetails,
} from '@mctl/plugin-platform-react';
import { settingsFaults, settingsInput, settingsOf } from './settingsFields';
import { TenantLoader } from './TenantLoader';

/** Changes what a tenant is called and whom it talks to. */
export function SettingsPage() {
  return (
    <TenantLoader
      title={tenant => `Settings of ${tenant}`}
      description="The plan shows what becomes of a change before it is made."
      path={paths.tenantSettings}
    >
      {details => <SettingsForm details={details} />}
    </TenantLoader>
  );
}

function SettingsForm(props: { details: TenantDetails }) {
  const { details } = props;
  const { tenant } = details;
  const navigate = useNavigate();
  const [fields, setFields] = useState(() => settingsOf(details));
  return (
    <ReviewedChange
      request={{
        operation: 'update-tenant',
        input: settingsInput(tenant, fields, details),
      }}
      confirmLabel="Save the settings"
    >
      {review => (
        <CheckedForm
          title="Settings"
          faults={settingsFaults(fields)}
          onSubmit={review}
          onCancel={() => navigate(paths.tenant(tenant))}
        >
          {({ fault }) => {
            const text = (
              name: 'displayName' | 'description' | 'contact' | 'allowFrom',
            ) => ({
              value: fields[name],
              onChange: (value: string) =>
                setFields({ ...fields, [name]: value }),
              ...fault(name, fields[name]),
            });
            return (
              <>
                <TextField
                  label="Display name"
                  description="What people call it, such as Acme Web"
                  isRequired
                  {...text('displayName')}
                />
                <TextField
                  label="Description"
                  description="What the team does"
                  {...text('description')}
                />
                <TextField
                  label="Contact"
                  description="Where to reach the team: an email address, a channel or a URL"
                  {...text('contact')}
                />
                <Switch
                  label="Services may reach the internet"
                  isSelected={fields.internetEgress}
                  onChange={internetEgress =>
                    setFields({ ...fields, internetEgress })
                  }
                />
                <TextField
                  label="Reachable from"
                  description="Other tenants whose services may call yours, separated by commas"
                  autoComplete="off"
                  spellCheck="false"
                  {...text('allowFrom')}
                />
              </>
            );
          }}
        </CheckedForm>
      )}
    </ReviewedChange>
  );
}
