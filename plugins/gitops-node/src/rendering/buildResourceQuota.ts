import type { Quota } from '@mctl/plugin-platform-common';
import { ResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { tenantLabels } from './objectLabels';

/** What all workloads in a namespace of a tenant may request together. */
export function buildResourceQuota(
  tenant: string,
  namespace: string,
  { cpu, memory, pods, storage }: Quota,
): ResourceQuota {
  return new ResourceQuota({
    metadata: { name: 'tenant', namespace, labels: tenantLabels(tenant) },
    spec: {
      hard: {
        'requests.cpu': cpu,
        'requests.memory': memory,
        'requests.storage': storage,
        pods: String(pods),
        // Traffic comes in by the ingress controller and no other way.
        'services.loadbalancers': '0',
        'services.nodeports': '0',
      },
    },
  });
}
