import type { TenantDocument } from '@mctl/plugin-platform-common';
import { ResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { tenantLabels } from './objectLabels';

/** What all workloads of a tenant may request together. */
export function buildResourceQuota(document: TenantDocument): ResourceQuota {
  const { name } = document.metadata;
  const { cpu, memory, pods, storage } = document.spec.quota;
  return new ResourceQuota({
    metadata: { name: 'tenant', namespace: name, labels: tenantLabels(name) },
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
