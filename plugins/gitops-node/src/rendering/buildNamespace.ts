import { Namespace } from 'kubernetes-models/v1/Namespace';
import { tenantLabels } from './objectLabels';

/**
 * A namespace of a tenant, its own or that of its previews. Pods in it must
 * meet the strictest standard.
 */
export function buildNamespace(tenant: string, name: string): Namespace {
  return new Namespace({
    metadata: {
      name,
      labels: {
        ...tenantLabels(tenant),
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/warn': 'restricted',
      },
    },
  });
}
