import { TextField } from '@backstage/ui';
import { CheckedForm } from '@mctl/plugin-platform-react';
import {
  suggestTenantName,
  tenantFaults,
  type TenantFields,
} from './tenantFields';

/** The form of a new tenant, checked while it is typed. */
export function NewTenantForm(props: {
  fields: TenantFields;
  onChange: (fields: TenantFields) => void;
  onSubmit: () => void;
  onCancel: () => void;
}) {
  const { fields, onChange, onSubmit, onCancel } = props;
  const changeDisplayName = (displayName: string) => {
    const isSuggested = fields.tenant === suggestTenantName(fields.displayName);
    onChange({
      ...fields,
      displayName,
      tenant: isSuggested ? suggestTenantName(displayName) : fields.tenant,
    });
  };
  return (
    <CheckedForm
      title="New tenant"
      faults={tenantFaults(fields)}
      onSubmit={onSubmit}
      onCancel={onCancel}
    >
      {({ fault }) => {
        const field = (name: keyof TenantFields) => ({
          value: fields[name],
          ...fault(name, fields[name]),
        });
        return (
          <>
            <TextField
              label="Display name"
              description="What people call it, such as Acme Web"
              isRequired
              {...field('displayName')}
              onChange={changeDisplayName}
            />
            <TextField
              label="Name"
              description="Lower-case letters, digits and hyphens. It names the namespace and cannot be changed later."
              isRequired
              autoComplete="off"
              spellCheck="false"
              {...field('tenant')}
              onChange={tenant => onChange({ ...fields, tenant })}
            />
            <TextField
              label="Description"
              description="What the team does"
              {...field('description')}
              onChange={description => onChange({ ...fields, description })}
            />
            <TextField
              label="Contact"
              description="Where to reach the team: an email address, a channel or a URL"
              {...field('contact')}
              onChange={contact => onChange({ ...fields, contact })}
            />
          </>
        );
      }}
    </CheckedForm>
  );
}
