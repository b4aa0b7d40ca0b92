import type { Clock } from '@mctl/plugin-cluster-node';
import type { StoreEvent } from '../store/History';
import {
  controllerOf,
  kubeTime,
  objectKey,
  type Pod,
  type ReplicaSet,
  withCondition,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { DISRUPTION_BUDGETS, PODS } from '../store/resources';
import type { PodDisruptionBudget } from '../store/scalingObjects';
import type { Controller } from './ControlLoop';
import { matchesLabels } from './labelSelector';
import { hasEnded, isActive, isReady } from './podPhase';

/**
 * Keeps with each disruption budget how many of its pods may be evicted.
 *
 * @remarks
 * `trySync` of kubernetes/pkg/controller/disruption.
 */
export class DisruptionController implements Controller {
  readonly name = 'disruption';
  readonly #store: ObjectStore;
  readonly #clock: Clock;

  constructor(options: { store: ObjectStore; clock: Clock }) {
    this.#store = options.store;
    this.#clock = options.clock;
  }

  keysFor({ type, object }: StoreEvent): readonly string[] {
    if (type === DISRUPTION_BUDGETS) {
      return [objectKey(object)];
    }
    return type === PODS
      ? this.#store
          .list(DISRUPTION_BUDGETS, object.metadata.namespace)
          .filter(({ spec }) =>
            matchesLabels(spec.selector, object.metadata.labels),
          )
          .map(objectKey)
      : [];
  }

  reconcile(key: string): undefined {
    const budget = this.#store.getByKey(DISRUPTION_BUDGETS, key);
    if (!budget) {
      return;
    }
    const { namespace, name } = budget.metadata;
    const pods = this.#store
      .list(PODS, namespace)
      .filter(
        pod =>
          !hasEnded(pod) &&
          matchesLabels(budget.spec.selector, pod.metadata.labels),
      );
    const healthy = pods.filter(pod => isActive(pod) && isReady(pod)).length;
    const { expected, desired } = this.#expectation(budget, pods);
    const allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
    this.#store.modify(DISRUPTION_BUDGETS, namespace, name, draft => {
      draft.status = {
        observedGeneration: draft.metadata.generation,
        currentHealthy: healthy,
        desiredHealthy: desired,
        disruptionsAllowed: allowed,
        expectedPods: expected,
        conditions: withCondition(
          draft.status?.conditions,
          {
            type: 'DisruptionAllowed',
            status: allowed > 0 ? 'True' : 'False',
            reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
            message: '',
          },
          kubeTime(this.#clock.now()),
        ),
      };
    });
  }

  #expectation(
    { spec }: PodDisruptionBudget,
    pods: readonly Pod[],
  ): { expected: number; desired: number } {
    const { minAvailable, maxUnavailable } = spec;
    if (maxUnavailable !== undefined) {
      const expected = this.#scaleOf(pods);
      return {
        expected,
        desired: Math.max(0, expected - roundUp(maxUnavailable, expected)),
      };
    }
    const expected =
      typeof minAvailable === 'string' ? this.#scaleOf(pods) : pods.length;
    return { expected, desired: roundUp(minAvailable ?? 0, expected) };
  }

  /** What the owners of pods ask for, however many there are at the moment. */
  #scaleOf(pods: readonly Pod[]): number {
    const owners = new Map(
      pods.map(pod => [controllerOf(pod)?.uid ?? pod.metadata.uid, pod]),
    );
    return [...owners].reduce((sum, [uid, pod]) => {
      const owner = controllerOf(pod)
        ? (this.#store.getByUid(uid) as ReplicaSet | undefined)
        : undefined;
      return sum + (owner?.spec.replicas ?? 1);
    }, 0);
  }
}

/** A number or a share of pods; shares are rounded up, as Kubernetes does. */
function roundUp(value: number | string, total: number): number {
  return typeof value === 'string' && value.endsWith('%')
    ? Math.ceil((Number(value.slice(0, -1)) / 100) * total)
    : Number(value);
}
