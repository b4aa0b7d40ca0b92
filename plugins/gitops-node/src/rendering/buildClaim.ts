import type { ServiceDocument, Volume } from '@mctl/plugin-platform-common';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { serviceLabels } from './objectLabels';
import { claimName } from './objectNames';

/** The storage of one volume of a service. */
export function buildClaim(
  document: ServiceDocument,
  { name: volume, size }: Volume,
): PersistentVolumeClaim {
  const { name, tenant } = document.metadata;
  return new PersistentVolumeClaim({
    metadata: {
      name: claimName(name, volume),
      namespace: tenant,
      labels: serviceLabels(tenant, name),
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: size } },
    },
  });
}
