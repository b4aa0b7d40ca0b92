import type { KubeObject } from './objects';
import type { ResourceType } from './resources';
import { StatusError } from './StatusError';

/** One change of one object. */
export interface StoreEvent {
  change: 'ADDED' | 'MODIFIED' | 'DELETED';
  type: ResourceType;
  object: KubeObject;
  /** The object before the change. */
  previous: KubeObject | undefined;
  resourceVersion: number;
}

/** The newest changes, so that a watch can go on where it ended. */
export class History {
  readonly #limit: number;
  #events: StoreEvent[] = [];
  #floor: number;

  /** @param options - `floor` is the resource version before the first change */
  constructor(options: { floor: number; limit: number }) {
    this.#floor = options.floor;
    this.#limit = options.limit;
  }

  add(event: StoreEvent): void {
    this.#events.push(event);
    // Trimmed by half at a time, so that adding stays cheap.
    if (this.#events.length > this.#limit * 2) {
      const dropped = this.#events.length - this.#limit;
      this.#floor = this.#events[dropped - 1].resourceVersion;
      this.#events = this.#events.slice(dropped);
    }
  }

  /** @throws StatusError `Expired` when some of the changes are forgotten */
  since(resourceVersion: number, type: ResourceType): StoreEvent[] {
    if (resourceVersion < this.#floor) {
      throw StatusError.expired(resourceVersion, this.#floor);
    }
    return this.#events.filter(
      event => event.type === type && event.resourceVersion > resourceVersion,
    );
  }
}
