import type {
  PlatformDocument,
  ServiceDocument,
} from '@mctl/plugin-platform-common';
import { Service } from 'kubernetes-models/v1/Service';
import { serviceLabels, serviceSelector } from './objectLabels';
import { containerPorts, type NamedPort } from './servicePorts';

/** The ports under which a service is reached inside the cluster. */
const CLUSTER_PORTS: Readonly<Record<NamedPort['name'], number>> = {
  http: 80,
  metrics: 9090,
};

/** The Kubernetes Service in front of a service's pods. */
export function buildService(
  document: ServiceDocument,
  platform: PlatformDocument,
): Service {
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
      ports: containerPorts(document, platform).map(port => ({
        name: port.name,
        port: CLUSTER_PORTS[port.name],
        targetPort: port.name,
      })),
    },
  });
}
