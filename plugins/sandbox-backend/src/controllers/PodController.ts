import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@mctl/plugin-cluster-node';
import type { FaultBook } from '../faults/FaultBook';
import { tagOf } from '../faults/image';
import type { StoreEvent } from '../store/History';
import {
  type Container,
  type ContainerStatus,
  kubeTime,
  objectKey,
  type Pod,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { PODS } from '../store/resources';
import { nextContainerStep } from './containerLifecycle';
import { type ContainerNote, createdContainer } from './containerStep';
import type { Controller } from './ControlLoop';
import type { EventRecorder } from './EventRecorder';
import { podConditions } from './podConditions';

const NODE_IP = '127.0.0.1';
const KILL_MS = 200;

export interface PodControllerOptions {
  store: ObjectStore;
  clock: Clock;
  events: EventRecorder;
  faults: FaultBook;
  tagExists: (tag: string) => boolean;
}

/** Lives the lives of the containers of pods that are on a node. */
export class PodController implements Controller {
  readonly name = 'pod';
  readonly #options: PodControllerOptions;
  readonly #images = new Set<string>();
  /** When steps that take a while are due, by pod and step. */
  readonly #due = new Map<string, Map<string, number>>();
  readonly #pullFailures = new Map<string, Map<string, number>>();
  /** Containers whose image is being pulled, by pod. */
  readonly #pulling = new Map<string, Map<string, boolean>>();
  #lastAddress = 1;

  constructor(options: PodControllerOptions) {
    this.#options = options;
  }

  keysFor({ type, change, object }: StoreEvent): readonly string[] {
    if (type !== PODS) {
      return [];
    }
    if (change === 'DELETED') {
      this.#due.delete(object.metadata.uid);
      this.#pullFailures.delete(object.metadata.uid);
      this.#pulling.delete(object.metadata.uid);
      return [];
    }
    return [objectKey(object)];
  }

  reconcile(key: string): number | undefined {
    const pod = this.#options.store.getByKey(PODS, key);
    if (!pod) {
      return undefined;
    }
    if (pod.metadata.deletionTimestamp) {
      return this.#kill(pod);
    }
    if (!pod.spec.nodeName) {
      return undefined;
    }
    if (!pod.status?.startTime) {
      this.#accept(pod);
      return undefined;
    }
    const waits = pod.spec.containers
      .map(container => this.#step(pod, container))
      .filter(waitMs => waitMs !== undefined);
    return waits.length > 0 ? Math.min(...waits) : undefined;
  }

  #accept(pod: Pod): void {
    const { store, clock } = this.#options;
    const { namespace, name } = pod.metadata;
    const now = kubeTime(clock.now());
    this.#lastAddress = (this.#lastAddress % 65_000) + 1;
    const podIP = `10.42.${this.#lastAddress >> 8}.${this.#lastAddress & 255}`;
    const containerStatuses = pod.spec.containers.map(createdContainer);
    store.modify(PODS, namespace, name, draft => {
      draft.status = {
        ...draft.status,
        phase: 'Pending',
        conditions: podConditions({ pod, containerStatuses, now }),
        containerStatuses,
        hostIP: NODE_IP,
        podIP,
        startTime: now,
        qosClass: qualityOfService(pod),
      };
    });
  }

  #step(pod: Pod, container: Container): number | undefined {
    const { store, clock, faults, tagExists } = this.#options;
    // Earlier containers of the pod may have moved on just now.
    const current = store.getByKey(PODS, objectKey(pod)) ?? pod;
    const status =
      current.status?.containerStatuses?.find(
        ({ name }) => name === container.name,
      ) ?? createdContainer(container);
    const { uid, namespace, name } = pod.metadata;
    const failures = entry(this.#pullFailures, uid);
    const pulling = entry(this.#pulling, uid);
    const step = nextContainerStep({
      pod: current,
      container,
      status,
      fault: faults.faultOf(current),
      imageExists: tagExists(tagOf(container.image)),
      imageCached: this.#images.has(container.image),
      pulling: pulling.get(container.name) ?? false,
      pullFailures: failures.get(container.name) ?? 0,
      now: clock.now(),
      remaining: (what, durationMs) =>
        this.#remaining(uid, `${container.name} ${what}`, durationMs),
    });
    this.#tell(pod, container, step.notes ?? []);
    if (step.pulls) {
      pulling.set(container.name, true);
      return 0;
    }
    if (!step.status) {
      return step.waitMs;
    }
    const next = step.status;
    pulling.delete(container.name);
    if (next.state.running) {
      this.#images.add(container.image);
      failures.delete(container.name);
    }
    if (next.state.waiting?.reason === 'ErrImagePull') {
      failures.set(container.name, (failures.get(container.name) ?? 0) + 1);
    }
    store.modify(PODS, namespace, name, draft => this.#report(draft, next));
    return undefined;
  }

  #tell(pod: Pod, container: Container, notes: readonly ContainerNote[]): void {
    for (const note of notes) {
      this.#options.events.record({
        ...note,
        object: pod,
        component: 'kubelet',
        fieldPath: `spec.containers{${container.name}}`,
      });
    }
  }

  #report(draft: Pod, next: ContainerStatus): void {
    const now = kubeTime(this.#options.clock.now());
    const known = draft.status?.containerStatuses ?? [];
    const containerStatuses = draft.spec.containers.map(({ name }) =>
      name === next.name
        ? next
        : (known.find(status => status.name === name) ?? next),
    );
    draft.status = {
      ...draft.status,
      phase: containerStatuses.every(
        ({ state, restartCount }) =>
          state.running || state.terminated || restartCount > 0,
      )
        ? 'Running'
        : 'Pending',
      containerStatuses,
      conditions: podConditions({ pod: draft, containerStatuses, now }),
    };
  }

  #kill(pod: Pod): number | undefined {
    const { store, events } = this.#options;
    const { uid, namespace, name } = pod.metadata;
    const first = !this.#due.get(uid)?.has('kill');
    const waitMs = this.#remaining(uid, 'kill', KILL_MS);
    if (first) {
      for (const status of pod.status?.containerStatuses ?? []) {
        if (status.state.running) {
          events.record({
            object: pod,
            type: 'Normal',
            reason: 'Killing',
            message: `Stopping container ${status.name}`,
            component: 'kubelet',
            fieldPath: `spec.containers{${status.name}}`,
          });
        }
      }
    }
    if (waitMs > 0) {
      return waitMs;
    }
    store.remove(PODS, namespace, name);
    return undefined;
  }

  #remaining(uid: string, step: string, durationMs: number): number {
    const now = this.#options.clock.now().getTime();
    const steps = entry(this.#due, uid);
    const due = steps.get(step) ?? now + durationMs;
    steps.set(step, due);
    return Math.max(0, due - now);
  }
}

function entry<T>(
  map: Map<string, Map<string, T>>,
  key: string,
): Map<string, T> {
  const known = map.get(key) ?? new Map<string, T>();
  map.set(key, known);
  return known;
}

function qualityOfService({ spec }: Pod): string {
  const resources = spec.containers.map(container => container.resources ?? {});
  if (resources.every(({ requests, limits }) => !requests && !limits)) {
    return 'BestEffort';
  }
  return resources.every(
    ({ requests, limits }) =>
      limits?.cpu &&
      limits.memory &&
      (!requests || isDeepStrictEqual(requests, limits)),
  )
    ? 'Guaranteed'
    : 'Burstable';
}
