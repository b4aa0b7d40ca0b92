import type { StoreEvent } from '../store/History';
import { objectKey } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { INGRESSES } from '../store/resources';
import type { Controller } from './ControlLoop';

/** Gives ingresses their address, without which Argo CD waits for them. */
export class IngressController implements Controller {
  readonly name = 'ingress';
  readonly #store: ObjectStore;

  constructor(options: { store: ObjectStore }) {
    this.#store = options.store;
  }

  keysFor({ type, object }: StoreEvent): readonly string[] {
    return type === INGRESSES ? [objectKey(object)] : [];
  }

  reconcile(key: string): undefined {
    const ingress = this.#store.getByKey(INGRESSES, key);
    if (ingress) {
      const { namespace, name } = ingress.metadata;
      this.#store.modify(INGRESSES, namespace, name, draft => {
        draft.status = { loadBalancer: { ingress: [{ ip: '127.0.0.1' }] } };
      });
    }
  }
}
