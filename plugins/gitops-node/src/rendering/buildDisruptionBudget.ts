import type { ServiceDocument } from '@mctl/plugin-platform-common';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { serviceLabels, serviceSelector } from './objectLabels';

/** Lets maintenance of the cluster take one pod of a service at a time. */
export function buildDisruptionBudget(
  document: ServiceDocument,
): PodDisruptionBudget {
  const { name, tenant } = document.metadata;
  return new PodDisruptionBudget({
    metadata: {
      name,
      namespace: tenant,
      labels: serviceLabels(tenant, name),
    },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: serviceSelector(tenant, name) },
    },
  });
}
