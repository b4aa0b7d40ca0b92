import { useEffect } from 'react';
import { ButtonLink, Select } from '@backstage/ui';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  EmptyState,
  QueryView,
  paths,
  showFault,
  useCapabilityQuery,
} from '@mctl/plugin-platform-react';

/** Lets a person choose among the tenants in which they may change things. */
export function PlatformTenant(props: FieldExtensionComponentProps<string>) {
  const { onChange, formData: value } = props;
  const tenants = useCapabilityQuery('list-tenants', { limit: 200 });
  const usable = tenants.data?.items
    .filter(({ role }) => role !== 'viewer')
    .map(({ tenant }) => tenant);
  const only = usable?.length === 1 ? usable[0] : undefined;
  useEffect(() => {
    if (!value && only) {
      onChange(only);
    }
  }, [value, only, onChange]);
  return (
    <QueryView query={tenants}>
      {() =>
        usable && usable.length > 0 ? (
          <Select
            label={props.schema.title}
            description={props.schema.description}
            isRequired={props.required}
            isDisabled={props.disabled}
            value={value ?? null}
            onChange={chosen => onChange(chosen ? String(chosen) : undefined)}
            options={usable.map(tenant => ({ id: tenant, label: tenant }))}
            {...showFault(props.rawErrors?.[0])}
          />
        ) : (
          <EmptyState
            title="You need a tenant first"
            description="Services run in tenants. Create one, or ask an owner of one to make you a developer."
            action={
              <ButtonLink variant="primary" href={paths.newTenant()}>
                Create a tenant
              </ButtonLink>
            }
          />
        )
      }
    </QueryView>
  );
}
