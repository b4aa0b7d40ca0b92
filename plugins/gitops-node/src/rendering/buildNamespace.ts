import type { TenantDocument } from '@mctl/plugin-platform-common';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { tenantLabels } from './objectLabels';

/** The namespace of a tenant; its pods must meet the strictest standard. */
export function buildNamespace(document: TenantDocument): Namespace {
  const { name } = document.metadata;
  return new Namespace({
    metadata: {
      name,
      labels: {
        ...tenantLabels(name),
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/warn': 'restricted',
      },
    },
  });
}
