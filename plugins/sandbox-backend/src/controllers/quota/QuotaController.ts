import type { StoreEvent } from '../../store/History';
import { objectKey } from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { EVENTS, QUOTAS } from '../../store/resources';
import type { Controller } from '../ControlLoop';
import { formatAmount } from './quotaAmounts';
import type { QuotaUsage } from './QuotaUsage';

/** Reports with each quota what its namespace uses of it. */
export class QuotaController implements Controller {
  readonly name = 'quota';
  readonly #store: ObjectStore;
  readonly #usage: QuotaUsage;

  constructor(options: { store: ObjectStore; usage: QuotaUsage }) {
    this.#store = options.store;
    this.#usage = options.usage;
  }

  keysFor({ type, object }: StoreEvent): readonly string[] {
    const { namespace } = object.metadata;
    return namespace && type !== EVENTS
      ? this.#usage.quotasOf(namespace).map(objectKey)
      : [];
  }

  reconcile(key: string): undefined {
    const quota = this.#store.getByKey(QUOTAS, key);
    if (!quota) {
      return;
    }
    const { namespace = '', name } = quota.metadata;
    const hard = quota.spec.hard ?? {};
    const amounts = this.#usage.usedIn(namespace);
    const used = Object.fromEntries(
      Object.keys(hard).map(resource => [
        resource,
        formatAmount(resource, amounts[resource] ?? 0),
      ]),
    );
    this.#store.modify(QUOTAS, namespace, name, draft => {
      draft.status = { hard, used };
    });
  }
}
