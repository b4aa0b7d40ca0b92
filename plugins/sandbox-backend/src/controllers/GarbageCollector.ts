import type { StoreEvent } from '../store/History';
import type { KubeObject } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import type { Controller } from './ControlLoop';

/** Deletes what belonged only to objects that are gone. */
export class GarbageCollector implements Controller {
  readonly name = 'garbage-collector';
  readonly #store: ObjectStore;

  constructor(options: { store: ObjectStore }) {
    this.#store = options.store;
  }

  keysFor({ change, object }: StoreEvent): readonly string[] {
    const { uid, ownerReferences = [] } = object.metadata;
    // An owner may have gone while nobody looked, such as before a restart.
    return change === 'DELETED'
      ? [uid]
      : ownerReferences
          .map(owner => owner.uid)
          .filter(owner => !this.#store.getByUid(owner));
  }

  reconcile(uid: string): undefined {
    if (this.#store.getByUid(uid)) {
      return;
    }
    for (const { type, object } of this.#store.dependentsOf(uid)) {
      const { namespace, name, deletionTimestamp } = object.metadata;
      if (!deletionTimestamp && !this.#hasOwner(object)) {
        this.#store.delete(type, namespace, name);
      }
    }
  }

  #hasOwner({ metadata }: KubeObject): boolean {
    return (metadata.ownerReferences ?? []).some(owner =>
      this.#store.getByUid(owner.uid),
    );
  }
}
