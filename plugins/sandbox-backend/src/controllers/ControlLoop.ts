import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Clock } from '@mctl/plugin-cluster-node';
import type { StoreEvent } from '../store/History';
import type { ObjectStore } from '../store/ObjectStore';
import { RESOURCE_TYPES } from '../store/resources';

const RETRY_MS = 1000;
/** How much is done at most before the rest of the backend gets its turn. */
const BATCH_SIZE = 100;
const BATCH_MS = 10;

/** Moves one kind of thing from where it is to where it should be. */
export interface Controller {
  readonly name: string;
  /** What to look at after a change. */
  keysFor(event: StoreEvent): readonly string[];
  /**
   * Looks at one thing and does the next step.
   *
   * @returns milliseconds after which to look again, if it should without a
   * change
   */
  reconcile(key: string): number | undefined;
}

interface QueueItem {
  controller: Controller;
  key: string;
}

/** Runs controllers: each key is looked at after changes, and once at start. */
export class ControlLoop {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #controllers: readonly Controller[];
  readonly #queue = new Map<string, QueueItem>();
  readonly #timers = new Map<string, { due: number; cancel: () => void }>();
  #cancelRun: (() => void) | undefined;
  #unsubscribe: (() => void) | undefined;

  static create(options: {
    store: ObjectStore;
    clock: Clock;
    logger: LoggerService;
    controllers: readonly Controller[];
  }): ControlLoop {
    return new ControlLoop(options);
  }

  private constructor(options: {
    store: ObjectStore;
    clock: Clock;
    logger: LoggerService;
    controllers: readonly Controller[];
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#controllers = options.controllers;
  }

  start(): void {
    this.#unsubscribe = this.#store.subscribe(event => this.#dispatch(event));
    for (const type of RESOURCE_TYPES) {
      for (const object of this.#store.list(type)) {
        this.#dispatch({
          change: 'ADDED',
          type,
          object,
          previous: undefined,
          resourceVersion: Number(object.metadata.resourceVersion),
        });
      }
    }
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#cancelRun?.();
    this.#cancelRun = undefined;
    this.#timers.forEach(({ cancel }) => cancel());
    this.#timers.clear();
    this.#queue.clear();
  }

  /** Has a controller look at a key soon. */
  enqueue(controller: Controller, key: string): void {
    this.#queue.set(`${controller.name} ${key}`, { controller, key });
    this.#cancelRun ??= this.#clock.schedule(0, () => this.#run());
  }

  /** Has a controller look at a key in some milliseconds, or before. */
  enqueueWithin(controller: Controller, key: string, delayMs: number): void {
    if (delayMs === 0) {
      this.enqueue(controller, key);
      return;
    }
    const id = `${controller.name} ${key}`;
    const due = this.#clock.now().getTime() + delayMs;
    const timer = this.#timers.get(id);
    if (!this.#queue.has(id) && !(timer && timer.due <= due)) {
      this.#lookAgain({ controller, key }, delayMs);
    }
  }

  #dispatch(event: StoreEvent): void {
    for (const controller of this.#controllers) {
      for (const key of controller.keysFor(event)) {
        this.enqueue(controller, key);
      }
    }
  }

  #run(): void {
    const until = this.#clock.now().getTime() + BATCH_MS;
    let left = Math.min(BATCH_SIZE, this.#queue.size);
    // What is added meanwhile comes last; it is not copied, as it may be long.
    for (const [id, { controller, key }] of this.#queue) {
      if (left === 0 || this.#clock.now().getTime() > until) {
        break;
      }
      left -= 1;
      this.#queue.delete(id);
      this.#timers.get(id)?.cancel();
      this.#timers.delete(id);
      const delayMs = this.#reconcile(controller, key);
      if (delayMs !== undefined) {
        this.#lookAgain({ controller, key }, delayMs);
      }
    }
    this.#cancelRun =
      this.#queue.size > 0
        ? this.#clock.schedule(0, () => this.#run())
        : undefined;
  }

  #lookAgain({ controller, key }: QueueItem, delayMs: number): void {
    const id = `${controller.name} ${key}`;
    this.#timers.get(id)?.cancel();
    this.#timers.set(id, {
      due: this.#clock.now().getTime() + delayMs,
      cancel: this.#clock.schedule(delayMs, () =>
        this.enqueue(controller, key),
      ),
    });
  }

  #reconcile(controller: Controller, key: string): number | undefined {
    try {
      return controller.reconcile(key);
    } catch (error) {
      this.#logger.warn(
        `Controller ${controller.name} failed on ${key} and tries again: ${stringifyError(error)}`,
      );
      return RETRY_MS;
    }
  }
}
