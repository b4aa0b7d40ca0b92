import type { Pod } from '../store/objects';

/** Whether a pod's condition `Ready` is true. */
export function isReady({ status }: Pod): boolean {
  return (
    status?.conditions?.some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    ) ?? false
  );
}

/** Whether a pod has run to its end and needs nothing any more. */
export function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** Whether a pod counts as one that its owner has. */
export function isActive(pod: Pod): boolean {
  return !hasEnded(pod) && !pod.metadata.deletionTimestamp;
}
