import { isKnown } from '@mctl/plugin-platform-common';
import type { Verification } from '@mctl/plugin-platform-node';
import { TENANT_QUOTA } from './quotaSchema';

/** Proves that a tenant can be used. */
export const namespaceReady: Verification<
  { tenant: string },
  Record<string, unknown>
> = {
  proves: 'the namespace is active and has its quota',
  deadline: 60_000,
  check({ input, cluster }) {
    const namespace = cluster.namespace(input.tenant);
    if (!isKnown(namespace)) {
      return {
        outcome: 'waiting',
        message: `The cluster cannot be seen: ${namespace.unknown}`,
      };
    }
    if (namespace.value?.phase !== 'Active') {
      return {
        outcome: 'waiting',
        message: namespace.value
          ? `Namespace ${input.tenant} is ${namespace.value.phase}`
          : `Namespace ${input.tenant} is not there yet`,
      };
    }
    return namespace.value.quotas.some(({ name }) => name === TENANT_QUOTA)
      ? {
          outcome: 'passed',
          message: `Namespace ${input.tenant} is active and has its quota`,
        }
      : {
          outcome: 'waiting',
          message: `Namespace ${input.tenant} has no quota yet`,
        };
  },
};
