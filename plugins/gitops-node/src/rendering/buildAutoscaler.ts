import type {
  Autoscaling,
  ServiceDocument,
} from '@mctl/plugin-platform-common';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { serviceLabels } from './objectLabels';

/** Keeps the number of a service's pods in line with the CPU they use. */
export function buildAutoscaler(
  document: ServiceDocument,
  { min, max, cpu }: Autoscaling,
): HorizontalPodAutoscaler {
  const { name, tenant } = document.metadata;
  return new HorizontalPodAutoscaler({
    metadata: {
      name,
      namespace: tenant,
      labels: serviceLabels(tenant, name),
    },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: cpu },
          },
        },
      ],
    },
  });
}
