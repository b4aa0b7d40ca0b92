import { Flex, Select } from '@backstage/ui';
import {
  OPERATION_STATES,
  type OperationState,
} from '@mctl/plugin-platform-common';
import {
  operationStateLabel,
  useCapabilityQuery,
} from '@mctl/plugin-platform-react';

const ANY = 'any';

/** Filters of the list of operations. */
export function OperationFilters(props: {
  tenant: string | undefined;
  state: OperationState | undefined;
  onChange: (name: 'tenant' | 'state', value: string | undefined) => void;
}) {
  const { tenant, state, onChange } = props;
  const query = useCapabilityQuery('list-tenants', { limit: 200 });
  const tenants = new Set(query.data?.items.map(entry => entry.tenant));
  if (tenant) {
    tenants.add(tenant);
  }
  return (
    <Flex gap="3" direction={{ initial: 'column', sm: 'row' }}>
      <Select
        label="Tenant"
        value={tenant ?? ANY}
        onChange={key => onChange('tenant', key === ANY ? undefined : `${key}`)}
        options={[
          { id: ANY, label: 'All tenants' },
          ...[...tenants].sort().map(name => ({ id: name, label: name })),
        ]}
      />
      <Select
        label="State"
        value={state ?? ANY}
        onChange={key => onChange('state', key === ANY ? undefined : `${key}`)}
        options={[
          { id: ANY, label: 'All states' },
          ...OPERATION_STATES.map(name => ({
            id: name,
            label: operationStateLabel(name),
          })),
        ]}
      />
    </Flex>
  );
}
