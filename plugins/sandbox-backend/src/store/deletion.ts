import { kubeTime, type KubeObject } from './objects';
import { NAMESPACES, PODS, type ResourceType } from './resources';

/** How an object is deleted. */
export interface DeleteOptions {
  /** Only when the object still has this uid. */
  uid?: string;
  /** Only when it was not changed since it had this version. */
  resourceVersion?: string;
  /** What becomes of the objects it owns. */
  propagation?: 'Background' | 'Foreground' | 'Orphan';
  /** Seconds that a pod gets; 0 removes it at once. */
  gracePeriodSeconds?: number;
  /** Only says what would be deleted. */
  dryRun?: boolean;
}

/** Whether something has to happen before an object can be removed. */
export function lingers(
  type: ResourceType,
  object: KubeObject,
  { gracePeriodSeconds }: DeleteOptions,
): boolean {
  return (
    type === NAMESPACES ||
    Boolean(object.metadata.finalizers?.length) ||
    (type === PODS && gracePeriodSeconds !== 0 && isScheduled(object))
  );
}

/** Marks an object as being deleted, once. */
export function markDeleted(
  type: ResourceType,
  draft: KubeObject,
  now: Date,
): void {
  draft.metadata.deletionTimestamp ??= kubeTime(now);
  if (type === PODS) {
    draft.metadata.deletionGracePeriodSeconds = 30;
  }
  if (type === NAMESPACES) {
    draft.status = { phase: 'Terminating' };
  }
}

/** Whether a change takes away the last thing that held a deleted object. */
export function isReleased(current: KubeObject, next: KubeObject): boolean {
  return (
    next.metadata.deletionTimestamp !== undefined &&
    Boolean(current.metadata.finalizers?.length) &&
    !next.metadata.finalizers?.length
  );
}

function isScheduled({ spec }: KubeObject): boolean {
  return typeof spec === 'object' && spec !== null && 'nodeName' in spec;
}
