import { z } from 'zod';
import {
  mapObserved,
  observedSchema,
  type Observed,
} from '@mctl/plugin-platform-common';
import type { NamespaceInfo } from '@mctl/plugin-cluster-node';

/** Name of the ResourceQuota that a tenant's manifests hold. */
export const TENANT_QUOTA = 'tenant';

const usage = z.object({
  used: z.string().describe('Kubernetes quantity'),
  hard: z.string().describe('Kubernetes quantity'),
});

/** Schema of what a tenant uses of its quota. */
export const quotaUsageSchema = observedSchema(
  z
    .object({ cpu: usage, memory: usage, pods: usage, storage: usage })
    .nullable(),
);

/** What a tenant uses of its quota. */
export type QuotaUsage = Record<
  'cpu' | 'memory' | 'pods' | 'storage',
  { used: string; hard: string }
>;

const RESOURCES = {
  cpu: 'requests.cpu',
  memory: 'requests.memory',
  pods: 'pods',
  storage: 'requests.storage',
} as const;

/** What the cluster says a tenant uses; null while it has no quota there. */
export function quotaUsage(
  namespace: Observed<NamespaceInfo | null>,
): Observed<QuotaUsage | null> {
  return mapObserved(namespace, info => {
    const quota = info?.quotas.find(({ name }) => name === TENANT_QUOTA);
    if (!quota) {
      return null;
    }
    const read = (resource: string) => ({
      used: quota.used[resource] ?? '0',
      hard: quota.hard[resource] ?? '0',
    });
    return {
      cpu: read(RESOURCES.cpu),
      memory: read(RESOURCES.memory),
      pods: read(RESOURCES.pods),
      storage: read(RESOURCES.storage),
    };
  });
}
