import { useState } from 'react';
import { Button, Flex, TextField } from '@backstage/ui';
import { FormColumn, Panel, showFault } from '@mctl/plugin-platform-react';
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
  const [isSubmitted, setIsSubmitted] = useState(false);
  const faults = tenantFaults(fields);

  const field = (name: keyof TenantFields) => {
    // Nobody is told off for a field they have not come to yet.
    const isShown = isSubmitted || fields[name] !== '';
    return {
      value: fields[name],
      ...showFault(isShown ? faults[name] : undefined),
    };
  };

  const changeDisplayName = (displayName: string) => {
    const isSuggested = fields.tenant === suggestTenantName(fields.displayName);
    onChange({
      ...fields,
      displayName,
      tenant: isSuggested ? suggestTenantName(displayName) : fields.tenant,
    });
  };

  return (
    <Panel title="New tenant">
      <form
        aria-label="New tenant"
        noValidate
        onSubmit={event => {
          event.preventDefault();
          setIsSubmitted(true);
          if (Object.values(faults).every(fault => fault === undefined)) {
            onSubmit();
          }
        }}
      >
        <FormColumn>
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
          <Flex gap="2">
            <Button type="submit" variant="primary">
              Review the plan
            </Button>
            <Button variant="secondary" onPress={onCancel}>
              Cancel
            </Button>
          </Flex>
        </FormColumn>
      </form>
    </Panel>
  );
}
