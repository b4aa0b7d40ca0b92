import { assessBudget, isBudgetOf } from '../controllers/disruptionBudget';
import { hasEnded, isReady } from '../controllers/podPhase';
import type { Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { DISRUPTION_BUDGETS } from '../store/resources';
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
    .filter(budget => isBudgetOf(budget, pod));
  if (budgets.length > 1) {
    throw new StatusError(
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  for (const budget of budgets) {
    const { allowed, desired, healthy } = assessBudget(store, budget);
    if (isReady(pod) && allowed === 0) {
      const { name } = budget.metadata;
      throw new StatusError(
        'TooManyRequests',
        "Cannot evict pod as it would violate the pod's disruption budget.",
        {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: `The disruption budget ${name} needs ${desired} healthy pods and has ${healthy} currently`,
            },
          ],
        },
      );
    }
  }
}
