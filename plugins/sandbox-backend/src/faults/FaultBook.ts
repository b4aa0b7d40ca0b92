import type { Clock } from '@mctl/plugin-cluster-node';
import type { Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { tagOf } from './image';
import { conditionsAtInjection } from './conditionsAtInjection';
import type { Fault, FaultKind, PastFault } from './kinds';
import { serviceOf } from './serviceOf';

/** How many faults that are over are remembered, for the history of logs. */
const PAST_LIMIT = 200;

export interface FaultBookOptions {
  store: ObjectStore;
  clock: Clock;
  faults?: readonly Fault[];
  past?: readonly PastFault[];
}

/** The faults that are injected, at most one in a service. */
export class FaultBook {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #faults = new Map<string, Fault>();
  readonly #timers = new Map<string, () => void>();
  readonly #listeners = new Set<(tenant: string) => void>();
  #past: PastFault[];

  static create(options: FaultBookOptions): FaultBook {
    return new FaultBook(options);
  }

  private constructor(options: FaultBookOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#past = [...(options.past ?? [])];
    for (const fault of options.faults ?? []) {
      this.#put(fault);
    }
  }

  /** All that are injected, those that wait included. */
  list(): Fault[] {
    return [...this.#faults.values()];
  }

  /** Those that are over, oldest first. */
  past(): readonly PastFault[] {
    return this.#past;
  }

  /** Those that are in force now, also those that no object shows. */
  active(): Fault[] {
    const now = this.#clock.now().getTime();
    return this.list().filter(({ activeAt }) => Date.parse(activeAt) <= now);
  }

  /**
   * @param options - `afterMs` delays the fault; `target` is what is down, of
   * `dependency-down` alone
   */
  inject(options: {
    tenant: string;
    service: string;
    fault: FaultKind;
    release?: string;
    target?: string;
    afterMs?: number;
  }): Fault {
    const { afterMs = 0, ...what } = options;
    const activeAt = new Date(this.#clock.now().getTime() + afterMs);
    const fault = {
      ...what,
      activeAt: activeAt.toISOString(),
      ...conditionsAtInjection(this.#store, what),
    };
    this.#end(`${fault.tenant}/${fault.service}`);
    this.#put(fault);
    this.#notify(fault.tenant);
    return fault;
  }

  /** @returns whether there was a fault */
  clear(tenant: string, service: string): boolean {
    const existed = this.#end(`${tenant}/${service}`);
    if (existed) {
      this.#notify(tenant);
    }
    return existed;
  }

  /**
   * The fault that a service has, if it runs these images.
   *
   * @param images - any of them may be of the release that the fault is tied to
   */
  faultIn(
    tenant: string | undefined,
    service: string | undefined,
    images: readonly string[],
  ): Fault | undefined {
    const fault = this.#faults.get(`${tenant}/${service}`);
    return fault &&
      Date.parse(fault.activeAt) <= this.#clock.now().getTime() &&
      concerns(fault, images)
      ? fault
      : undefined;
  }

  /** The fault of the service that a pod belongs to, found by its owners. */
  faultOf(pod: Pod): Fault | undefined {
    return this.#faults.size === 0
      ? undefined
      : this.faultIn(
          pod.metadata.namespace,
          serviceOf(this.#store, pod),
          imagesOf(pod),
        );
  }

  /**
   * The faults that a pod has had, oldest first; `endedAt` is absent of the
   * present one.
   */
  historyOf(pod: Pod): Array<Fault & { endedAt?: string }> {
    if (this.#past.length === 0 && this.#faults.size === 0) {
      return [];
    }
    const service = serviceOf(this.#store, pod);
    const present = this.#faults.get(`${pod.metadata.namespace}/${service}`);
    return [...this.#past, ...(present ? [present] : [])].filter(
      fault =>
        fault.tenant === pod.metadata.namespace &&
        fault.service === service &&
        concerns(fault, imagesOf(pod)),
    );
  }

  /** Calls back with the tenant whose faults changed. */
  subscribe(listener: (tenant: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#timers.forEach(cancel => cancel());
  }

  #put(fault: Fault): void {
    const key = `${fault.tenant}/${fault.service}`;
    this.#faults.set(key, fault);
    const delayMs = Date.parse(fault.activeAt) - this.#clock.now().getTime();
    if (delayMs > 0) {
      this.#timers.set(
        key,
        this.#clock.schedule(delayMs, () => this.#notify(fault.tenant)),
      );
    }
  }

  #end(key: string): boolean {
    const fault = this.#faults.get(key);
    this.#faults.delete(key);
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    const now = this.#clock.now();
    if (fault && Date.parse(fault.activeAt) <= now.getTime()) {
      this.#past = [
        ...this.#past.slice(1 - PAST_LIMIT),
        { ...fault, endedAt: now.toISOString() },
      ];
    }
    return fault !== undefined;
  }

  #notify(tenant: string): void {
    this.#listeners.forEach(listener => listener(tenant));
  }
}

function concerns({ release }: Fault, images: readonly string[]): boolean {
  return (
    release === undefined || images.some(image => tagOf(image) === release)
  );
}

function imagesOf({ spec }: Pod): string[] {
  return spec.containers.map(({ image }) => image);
}
