import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import type {
  PlatformDocument,
  ServiceDocument,
} from '@mctl/plugin-platform-common';
import { serviceLabels, serviceSelector } from './objectLabels';
import { metricsPortName } from './servicePorts';

/** Tells Prometheus where a service tells its metrics. */
export function buildServiceMonitor(
  document: ServiceDocument,
  platform: PlatformDocument,
  { path }: { path: string },
): ServiceMonitor {
  const { name, tenant } = document.metadata;
  return new ServiceMonitor({
    metadata: {
      name,
      namespace: tenant,
      labels: serviceLabels(tenant, name),
    },
    spec: {
      selector: { matchLabels: serviceSelector(tenant, name) },
      endpoints: [{ port: metricsPortName(document, platform), path }],
    },
  });
}
