import { controllerOf, type Pod, type ReplicaSet } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { PODS } from '../store/resources';
import type { PodDisruptionBudget } from '../store/scalingObjects';
import { matchesLabels } from './labelSelector';
import { hasEnded, isActive, isReady } from './podPhase';

/** What a disruption budget allows at the moment, in pods. */
export interface BudgetState {
  /** How many there should be. */
  expected: number;
  /** How many have to stay healthy. */
  desired: number;
  healthy: number;
  /** How many may be evicted. */
  allowed: number;
}

/** Whether a budget is about a pod. */
export function isBudgetOf(
  { spec, metadata }: PodDisruptionBudget,
  pod: Pod,
): boolean {
  return (
    metadata.namespace === pod.metadata.namespace &&
    spec.selector !== undefined &&
    matchesLabels(spec.selector, pod.metadata.labels)
  );
}

/** @remarks `trySync` of kubernetes/pkg/controller/disruption. */
export function assessBudget(
  store: ObjectStore,
  budget: PodDisruptionBudget,
): BudgetState {
  const pods = store
    .list(PODS, budget.metadata.namespace)
    .filter(pod => !hasEnded(pod) && isBudgetOf(budget, pod));
  const healthy = pods.filter(pod => isActive(pod) && isReady(pod)).length;
  const { expected, desired } = expectation(store, budget, pods);
  const allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
  return { expected, desired, healthy, allowed };
}

function expectation(
  store: ObjectStore,
  { spec }: PodDisruptionBudget,
  pods: readonly Pod[],
): { expected: number; desired: number } {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable !== undefined) {
    const expected = scaleOf(store, pods);
    return {
      expected,
      desired: Math.max(0, expected - roundUp(maxUnavailable, expected)),
    };
  }
  const expected =
    typeof minAvailable === 'string' ? scaleOf(store, pods) : pods.length;
  return { expected, desired: roundUp(minAvailable ?? 0, expected) };
}

/** What the owners of pods ask for, however many there are at the moment. */
function scaleOf(store: ObjectStore, pods: readonly Pod[]): number {
  const owners = new Map(
    pods.map(pod => [controllerOf(pod)?.uid ?? pod.metadata.uid, pod]),
  );
  return [...owners].reduce((sum, [uid, pod]) => {
    const owner = controllerOf(pod)
      ? (store.getByUid(uid) as ReplicaSet | undefined)
      : undefined;
    return sum + (owner?.spec.replicas ?? 1);
  }, 0);
}

/** A number or a share of pods; shares are rounded up, as Kubernetes does. */
function roundUp(value: number | string, total: number): number {
  return typeof value === 'string' && value.endsWith('%')
    ? Math.ceil((Number(value.slice(0, -1)) / 100) * total)
    : Number(value);
}
