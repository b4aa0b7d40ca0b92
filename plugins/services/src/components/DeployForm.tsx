import { useState } from 'react';
import {
  Button,
  Flex,
  Radio,
  RadioGroup,
  Select,
  Text,
  TextField,
} from '@backstage/ui';
import { FormColumn, Panel, showFault } from '@mctl/plugin-platform-react';
import {
  deployFaults,
  type DeployFields,
  type ExistingService,
} from './deployFields';

/** The form of a release, checked while it is typed. */
export function DeployForm(props: {
  fields: DeployFields;
  /** Tenants in which the person may deploy. */
  tenants: readonly string[];
  /** The service by the name that is typed, when it is there already. */
  existing: ExistingService | undefined;
  /** Names of the services of the chosen tenant. */
  services: readonly string[];
  onChange: (fields: DeployFields) => void;
  onSubmit: () => void;
  onCancel: () => void;
}) {
  const { fields, tenants, existing, services } = props;
  const { onChange, onSubmit, onCancel } = props;
  const [isSubmitted, setIsSubmitted] = useState(false);
  const faults = deployFaults(fields, existing);

  const field = (name: Exclude<keyof DeployFields, 'type'>) => ({
    value: fields[name],
    onChange: (value: string) => onChange({ ...fields, [name]: value }),
    autoComplete: 'off',
    spellCheck: 'false' as const,
    // Nobody is told off for a field they have not come to yet.
    ...showFault(isSubmitted || fields[name] !== '' ? faults[name] : undefined),
  });

  return (
    <Panel title={existing ? 'New release' : 'New service'}>
      <form
        aria-label="Deploy"
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
          <Select
            label="Tenant"
            placeholder="Choose a tenant"
            isRequired
            isInvalid={isSubmitted && faults.tenant !== undefined}
            value={fields.tenant || null}
            onChange={key => onChange({ ...fields, tenant: `${key ?? ''}` })}
            options={tenants.map(tenant => ({ id: tenant, label: tenant }))}
          />
          {isSubmitted && faults.tenant && (
            <Text as="p" color="danger">
              {faults.tenant}
            </Text>
          )}
          <TextField
            label="Service"
            description={
              services.length > 0
                ? `New, or one of ${services.join(', ')}`
                : 'Lower-case letters, digits and hyphens'
            }
            isRequired
            {...field('service')}
          />
          {!existing && (
            <RadioGroup
              label="Type"
              orientation="horizontal"
              value={fields.type}
              onChange={type =>
                onChange({
                  ...fields,
                  type: type === 'worker' ? 'worker' : 'web',
                })
              }
            >
              <Radio value="web">Web: answers HTTP under its own host</Radio>
              <Radio value="worker">Worker: runs without being called</Radio>
            </RadioGroup>
          )}
          <TextField
            label="Image"
            description={
              existing
                ? `Leave empty to keep ${existing.image}`
                : 'Without tag, such as ghcr.io/acme/shop'
            }
            isRequired={!existing}
            {...field('image')}
          />
          <TextField
            label="Tag"
            description={
              existing ? `It runs ${existing.tag} now` : 'Such as 1.4.0'
            }
            isRequired
            {...field('tag')}
          />
          {fields.type === 'web' && existing?.type !== 'worker' && (
            <TextField
              label="Port"
              description={
                existing
                  ? 'Leave empty to keep it'
                  : "Where the container listens; the platform's default when empty"
              }
              inputMode="numeric"
              {...field('port')}
            />
          )}
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
