import type { Clock } from '@mctl/plugin-cluster-node';
import { controllerOf, type Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { tagOf } from './image';
import type { Fault, FaultKind } from './kinds';

/** The faults that are injected, at most one in a service. */
export class FaultBook {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #faults = new Map<string, Fault>();
  readonly #timers = new Map<string, () => void>();
  readonly #listeners = new Set<(tenant: string) => void>();

  static create(options: {
    store: ObjectStore;
    clock: Clock;
    faults?: readonly Fault[];
  }): FaultBook {
    return new FaultBook(options);
  }

  private constructor(options: {
    store: ObjectStore;
    clock: Clock;
    faults?: readonly Fault[];
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    for (const fault of options.faults ?? []) {
      this.#put(fault);
    }
  }

  list(): Fault[] {
    return [...this.#faults.values()];
  }

  /** @param options - `afterMs` delays the fault */
  inject(options: {
    tenant: string;
    service: string;
    fault: FaultKind;
    release?: string;
    afterMs?: number;
  }): Fault {
    const { afterMs = 0, ...what } = options;
    const activeAt = new Date(this.#clock.now().getTime() + afterMs);
    const fault = { ...what, activeAt: activeAt.toISOString() };
    this.#put(fault);
    this.#notify(fault.tenant);
    return fault;
  }

  /** @returns whether there was a fault */
  clear(tenant: string, service: string): boolean {
    const key = `${tenant}/${service}`;
    const existed = this.#faults.delete(key);
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    if (existed) {
      this.#notify(tenant);
    }
    return existed;
  }

  /** The fault of the service that a pod belongs to, found by its owners. */
  faultOf(pod: Pod): FaultKind | undefined {
    const { namespace } = pod.metadata;
    const replicaSet = controllerOf(pod);
    const owner = replicaSet && this.#store.getByUid(replicaSet.uid);
    const deployment = owner && controllerOf(owner);
    const fault =
      deployment && this.#faults.get(`${namespace}/${deployment.name}`);
    const applies =
      fault &&
      Date.parse(fault.activeAt) <= this.#clock.now().getTime() &&
      (fault.release === undefined ||
        pod.spec.containers.some(
          ({ image }) => tagOf(image) === fault.release,
        ));
    return applies ? fault.fault : undefined;
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
    this.#timers.get(key)?.();
    this.#timers.delete(key);
    const delayMs = Date.parse(fault.activeAt) - this.#clock.now().getTime();
    if (delayMs > 0) {
      this.#timers.set(
        key,
        this.#clock.schedule(delayMs, () => this.#notify(fault.tenant)),
      );
    }
  }

  #notify(tenant: string): void {
    this.#listeners.forEach(listener => listener(tenant));
  }
}
