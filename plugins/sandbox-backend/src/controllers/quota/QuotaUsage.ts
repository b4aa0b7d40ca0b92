import type { StoreEvent } from '../../store/History';
import type { KubeObject, Pod, ResourceQuota } from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { EVENTS, PODS, QUOTAS, RESOURCE_TYPES } from '../../store/resources';
import { hasEnded } from '../podPhase';
import {
  addAmounts,
  type ResourceAmounts,
  subtractAmounts,
} from '../scheduling/resourceAmounts';
import { quotaAmounts } from './quotaAmounts';

/**
 * What each namespace uses, and the quotas it has. Kept from changes, so that
 * asking costs the same however much there is.
 */
export class QuotaUsage {
  readonly #used = new Map<string, ResourceAmounts>();
  readonly #quotas = new Map<string, Map<string, ResourceQuota>>();
  /** What each object was counted with, by uid. */
  readonly #counted = new Map<string, ResourceAmounts>();

  static create({ store }: { store: ObjectStore }): QuotaUsage {
    const usage = new QuotaUsage();
    for (const type of RESOURCE_TYPES) {
      for (const object of store.list(type)) {
        usage.#observe(type, 'ADDED', object);
      }
    }
    store.subscribe(({ type, change, object, previous }) => {
      if (change !== 'MODIFIED' || mayCountOtherwise(type, object, previous)) {
        usage.#observe(type, change, object);
      }
    });
    return usage;
  }

  private constructor() {}

  /** In thousandths. Missing means none. */
  usedIn(namespace: string): ResourceAmounts {
    return this.#used.get(namespace) ?? {};
  }

  quotasOf(namespace: string): ResourceQuota[] {
    return [...(this.#quotas.get(namespace)?.values() ?? [])];
  }

  #observe(
    type: StoreEvent['type'],
    change: StoreEvent['change'],
    object: KubeObject,
  ): void {
    const { namespace, uid } = object.metadata;
    if (!namespace || type === EVENTS) {
      return;
    }
    if (type === QUOTAS) {
      const quotas = this.#quotas.get(namespace) ?? new Map();
      this.#quotas.set(namespace, quotas);
      if (change === 'DELETED') {
        quotas.delete(uid);
      } else {
        quotas.set(uid, object as ResourceQuota);
      }
    }
    const before = this.#counted.get(uid) ?? {};
    const amounts = change === 'DELETED' ? {} : quotaAmounts(type, object);
    this.#used.set(
      namespace,
      addAmounts(subtractAmounts(this.usedIn(namespace), before), amounts),
    );
    if (change === 'DELETED') {
      this.#counted.delete(uid);
    } else {
      this.#counted.set(uid, amounts);
    }
  }
}

/** Most changes are of a status, which counts only where it ends a pod. */
function mayCountOtherwise(
  type: StoreEvent['type'],
  object: KubeObject,
  previous: KubeObject | undefined,
): boolean {
  return (
    type === QUOTAS ||
    object.spec !== previous?.spec ||
    (type === PODS && hasEnded(object as Pod) !== hasEnded(previous as Pod))
  );
}
