import type { Clock } from '@mctl/plugin-cluster-node';
import type { StoreEvent } from '../store/History';
import { lastSeen, objectKey } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { EVENTS } from '../store/resources';
import type { Controller } from './ControlLoop';

/** The default `--event-ttl` of kube-apiserver. */
const EVENT_LIFETIME_MS = 3600 * 1000;

/** Forgets events after an hour. */
export class EventExpiryController implements Controller {
  readonly name = 'event-expiry';
  readonly #store: ObjectStore;
  readonly #clock: Clock;

  constructor(options: { store: ObjectStore; clock: Clock }) {
    this.#store = options.store;
    this.#clock = options.clock;
  }

  keysFor({ type, change, object }: StoreEvent): readonly string[] {
    return type === EVENTS && change !== 'DELETED' ? [objectKey(object)] : [];
  }

  reconcile(key: string): number | undefined {
    const event = this.#store.getByKey(EVENTS, key);
    if (!event) {
      return undefined;
    }
    const ageMs = this.#clock.now().getTime() - Date.parse(lastSeen(event));
    if (ageMs < EVENT_LIFETIME_MS) {
      return EVENT_LIFETIME_MS - ageMs;
    }
    this.#store.remove(EVENTS, event.metadata.namespace, event.metadata.name);
    return undefined;
  }
}
