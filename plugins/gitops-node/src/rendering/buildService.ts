import type { ServiceDocument } from '@mctl/plugin-platform-common';
import { Service } from 'kubernetes-models/v1/Service';
import { serviceLabels, serviceSelector } from './objectLabels';

/** The port under which a web service is reached inside the cluster. */
const CLUSTER_PORT = 80;

/** The Kubernetes Service in front of a web service's pods. */
export function buildService(document: ServiceDocument): Service {
  const { name, tenant } = document.metadata;
  return new Service({
    metadata: {
      name,
      namespace: tenant,
      labels: serviceLabels(tenant, name),
    },
    spec: {
      type: 'ClusterIP',
      selector: serviceSelector(tenant, name),
      ports: [{ name: 'http', port: CLUSTER_PORT, targetPort: 'http' }],
    },
  });
}
