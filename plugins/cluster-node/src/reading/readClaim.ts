import type { V1PersistentVolumeClaim } from '@kubernetes/client-node';
import type { ClaimInfo } from '../objectTypes';
import { readCondition } from './readCondition';

export function readClaim(claim: V1PersistentVolumeClaim): ClaimInfo {
  const { metadata, spec, status } = claim;
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
    phase: status?.phase ?? 'Pending',
    requested: spec?.resources?.requests?.storage ?? null,
    capacity: status?.capacity?.storage ?? null,
    storageClass: spec?.storageClassName ?? null,
    conditions: (status?.conditions ?? []).map(readCondition),
  };
}
