import type { Clock } from '@mctl/plugin-cluster-node';
import type { StoreEvent } from '../store/History';
import { kubeTime, objectKey, type Pod, withCondition } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { DISRUPTION_BUDGETS, PODS } from '../store/resources';
import type { Controller } from './ControlLoop';
import { assessBudget, isBudgetOf } from './disruptionBudget';

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
          .filter(budget => isBudgetOf(budget, object as Pod))
          .map(objectKey)
      : [];
  }

  reconcile(key: string): undefined {
    const budget = this.#store.getByKey(DISRUPTION_BUDGETS, key);
    if (!budget) {
      return;
    }
    const { namespace, name } = budget.metadata;
    const { expected, desired, healthy, allowed } = assessBudget(
      this.#store,
      budget,
    );
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
}
