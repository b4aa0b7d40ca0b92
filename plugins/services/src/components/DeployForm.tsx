import { Radio, RadioGroup, Select, Text, TextField } from '@backstage/ui';
import { SERVICE_TYPES } from '@mctl/plugin-platform-common';
import { CheckedForm } from '@mctl/plugin-platform-react';
import {
  deployFaults,
  deployType,
  type DeployFields,
  type ExistingService,
} from './deployFields';

const TYPE_TEXTS = {
  web: 'Web: answers HTTP under its own host',
  worker: 'Worker: runs without being called',
  cron: 'Cron: runs on a schedule',
} as const;

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
  const { fields, tenants, existing, services, onChange } = props;
  const faults = deployFaults(fields, existing);
  const type = deployType(fields, existing);
  return (
    <CheckedForm
      title={existing ? 'New release' : 'New service'}
      label="Deploy"
      faults={faults}
      onSubmit={props.onSubmit}
      onCancel={props.onCancel}
    >
      {({ isSubmitted, fault }) => {
        const field = (name: Exclude<keyof DeployFields, 'type'>) => ({
          value: fields[name],
          onChange: (value: string) => onChange({ ...fields, [name]: value }),
          autoComplete: 'off',
          spellCheck: 'false' as const,
          ...fault(name, fields[name]),
        });
        return (
          <>
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
                value={fields.type}
                onChange={value =>
                  onChange({
                    ...fields,
                    type: SERVICE_TYPES.find(known => known === value) ?? 'web',
                  })
                }
              >
                {SERVICE_TYPES.map(known => (
                  <Radio key={known} value={known}>
                    {TYPE_TEXTS[known]}
                  </Radio>
                ))}
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
            {type === 'web' && (
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
            {type === 'cron' && (
              <TextField
                label="Schedule"
                description={
                  existing
                    ? 'Leave empty to keep it'
                    : 'Cron in UTC, such as "0 3 * * *" or @daily'
                }
                isRequired={!existing}
                {...field('schedule')}
              />
            )}
          </>
        );
      }}
    </CheckedForm>
  );
}
