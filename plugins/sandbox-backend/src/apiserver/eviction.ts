import type { Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { DISRUPTION_BUDGETS, PODS } from '../store/resources';
import type { PodDisruptionBudget } from '../store/scalingObjects';
import { StatusError } from '../store/StatusError';

/**
 * Checks that no disruption budget keeps a pod from being evicted.
 *
 * @remarks
 * Follows pkg/registry/core/pod/storage/eviction.go and, for the numbers, the
 * disruption controller of Kubernetes.
 *
 * @throws StatusError `TooManyRequests` when one does
 */
export function checkEviction(store: ObjectStore, pod: Pod): void {
  if (hasEnded(pod) || pod.metadata.deletionTimestamp) {
    return;
  }
  const { namespace } = pod.metadata;
  const budgets = store
    .list(DISRUPTION_BUDGETS, namespace)
    .filter(budget => selects(budget, pod));
  if (budgets.length > 1) {
    throw new StatusError(
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  for (const budget of budgets) {
    const pods = store
      .list(PODS, namespace)
      .filter(other => selects(budget, other) && !hasEnded(other));
    const healthy = pods.filter(
      other => isReady(other) && !other.metadata.deletionTimestamp,
    ).length;
    const needed = neededBy(budget, pods.length);
    if (isReady(pod) && healthy - 1 < needed) {
      const { name } = budget.metadata;
      throw new StatusError(
        'TooManyRequests',
        "Cannot evict pod as it would violate the pod's disruption budget.",
        {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: `The disruption budget ${name} needs ${needed} healthy pods and has ${healthy} currently`,
            },
          ],
        },
      );
    }
  }
}

function selects({ spec }: PodDisruptionBudget, pod: Pod): boolean {
  const labels = Object.entries(spec.selector?.matchLabels ?? {});
  return (
    spec.selector !== undefined &&
    labels.every(([key, value]) => pod.metadata.labels?.[key] === value)
  );
}

/** Shares are rounded up, so that at least as many stay. */
function neededBy({ spec }: PodDisruptionBudget, pods: number): number {
  const { minAvailable, maxUnavailable } = spec;
  const count = (value: number | string) =>
    typeof value === 'number'
      ? value
      : Math.ceil((Number.parseInt(value, 10) * pods) / 100);
  return maxUnavailable === undefined
    ? count(minAvailable ?? 0)
    : Math.max(0, pods - count(maxUnavailable));
}

function isReady({ status }: Pod): boolean {
  return Boolean(
    status?.conditions?.some(
      ({ type, status: value }) => type === 'Ready' && value === 'True',
    ),
  );
}

function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}
