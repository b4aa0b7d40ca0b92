import type { StoreEvent } from '../store/History';
import type { ObjectStore } from '../store/ObjectStore';
import type { Controller } from './ControlLoop';

/** Deletes what belonged to an object that is gone. */
export class GarbageCollector implements Controller {
  readonly name = 'garbage-collector';
  readonly #store: ObjectStore;

  constructor(options: { store: ObjectStore }) {
    this.#store = options.store;
  }

  keysFor({ change, object }: StoreEvent): readonly string[] {
    return change === 'DELETED' ? [object.metadata.uid] : [];
  }

  reconcile(uid: string): undefined {
    for (const { type, object } of this.#store.dependentsOf(uid)) {
      const { namespace, name, deletionTimestamp } = object.metadata;
      if (!deletionTimestamp) {
        this.#store.delete(type, namespace, name);
      }
    }
  }
}
