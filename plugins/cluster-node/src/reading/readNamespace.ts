import type { V1Namespace, V1ResourceQuota } from '@kubernetes/client-node';
import type { NamespaceInfo } from '../types';

export function readNamespace(
  namespace: V1Namespace,
  quotas: readonly V1ResourceQuota[],
): NamespaceInfo {
  const terminating =
    namespace.metadata?.deletionTimestamp !== undefined ||
    namespace.status?.phase === 'Terminating';
  return {
    name: namespace.metadata?.name ?? '',
    phase: terminating ? 'Terminating' : 'Active',
    labels: namespace.metadata?.labels ?? {},
    quotas: quotas.map(quota => ({
      name: quota.metadata?.name ?? '',
      hard: quota.status?.hard ?? quota.spec?.hard ?? {},
      used: quota.status?.used ?? {},
    })),
  };
}
