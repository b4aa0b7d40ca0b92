import type { StoreEvent } from '../store/History';
import type { ObjectStore } from '../store/ObjectStore';
import { EVENTS, NAMESPACES, RESOURCE_TYPES } from '../store/resources';
import type { Controller } from './ControlLoop';

/** Empties namespaces that are being deleted, and then removes them. */
export class NamespaceController implements Controller {
  readonly name = 'namespace';
  readonly #store: ObjectStore;

  constructor(options: { store: ObjectStore }) {
    this.#store = options.store;
  }

  keysFor({ type, object }: StoreEvent): readonly string[] {
    const name =
      type === NAMESPACES ? object.metadata.name : object.metadata.namespace;
    return name && this.#isTerminating(name) ? [name] : [];
  }

  reconcile(name: string): undefined {
    if (!this.#isTerminating(name)) {
      return;
    }
    const contents = RESOURCE_TYPES.filter(
      type => type.namespaced && type !== EVENTS,
    ).flatMap(type =>
      this.#store.list(type, name).map(object => ({ type, object })),
    );
    for (const { type, object } of contents) {
      // What owns others goes first; what it took along is gone by its turn.
      if (this.#store.get(type, name, object.metadata.name)) {
        this.#store.delete(type, name, object.metadata.name);
      }
    }
    if (
      contents.some(({ object }) => this.#store.getByUid(object.metadata.uid))
    ) {
      return;
    }
    for (const event of this.#store.list(EVENTS, name)) {
      this.#store.remove(EVENTS, name, event.metadata.name);
    }
    this.#store.remove(NAMESPACES, undefined, name);
  }

  #isTerminating(name: string): boolean {
    const namespace = this.#store.get(NAMESPACES, undefined, name);
    return namespace?.metadata.deletionTimestamp !== undefined;
  }
}
