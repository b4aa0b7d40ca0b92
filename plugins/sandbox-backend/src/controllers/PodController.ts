import type { Clock } from '@mctl/plugin-cluster-node';
import type { FaultBook } from '../faults/FaultBook';
import type { FaultOutcome, MountProblem } from '../faults/FaultOutcome';
import { tagOf } from '../faults/image';
import { outcomeFor } from '../faults/outcomeFor';
import type { StoreEvent } from '../store/History';
import {
  type Container,
  type ContainerStatus,
  kubeTime,
  objectKey,
  type Pod,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { CLAIMS, CONFIG_MAPS, PODS, SECRETS } from '../store/resources';
import { backOff } from './backOff';
import { nextContainerStep } from './containerLifecycle';
import { type ContainerNote, createdContainer } from './containerStep';
import type { Controller } from './ControlLoop';
import type { EventRecorder } from './EventRecorder';
import { podConditions } from './podConditions';
import { PodMemory } from './podLifecycle/PodMemory';
import { hasFinished, isInitialized, podPhase } from './podLifecycle/podPhase';
import { qualityOfService } from './podLifecycle/qualityOfService';
import { missingConfiguration, missingVolume } from './podLifecycle/references';

const NODE_IP = '127.0.0.1';
const KILL_MS = 200;
/** A run this long makes the kubelet forget the failed ones before it. */
const STEADY_MS = 600_000;

type Role = 'main' | 'init' | 'sidecar';

export interface PodControllerOptions {
  store: ObjectStore;
  clock: Clock;
  events: EventRecorder;
  faults: FaultBook;
  tagExists: (tag: string) => boolean;
}

/** Lives the lives of the containers of pods that have a node, as a kubelet. */
export class PodController implements Controller {
  readonly name = 'pod';
  readonly #options: PodControllerOptions;
  readonly #images = new Set<string>();
  readonly #memory = new PodMemory();
  /** Pods that wait for a config map, a secret or a claim. */
  readonly #incomplete = new Set<string>();
  #lastAddress = 1;

  constructor(options: PodControllerOptions) {
    this.#options = options;
  }

  keysFor({ type, change, object }: StoreEvent): readonly string[] {
    if (type === CONFIG_MAPS || type === SECRETS || type === CLAIMS) {
      const prefix = `${object.metadata.namespace}/`;
      return [...this.#incomplete].filter(key => key.startsWith(prefix));
    }
    if (type !== PODS) {
      return [];
    }
    if (change === 'DELETED') {
      this.#memory.forget(object.metadata.uid);
      this.#incomplete.delete(objectKey(object));
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
    if (!pod.spec.nodeName || hasFinished(pod)) {
      return undefined;
    }
    if (!pod.status?.startTime) {
      this.#accept(pod);
      return undefined;
    }
    const mount = this.#mount(pod);
    if (mount) {
      this.#incomplete.add(key);
      return mount.waitMs;
    }
    this.#incomplete.delete(key);
    return this.#stepAll(pod);
  }

  #accept(pod: Pod): void {
    const { store, clock } = this.#options;
    const { namespace, name } = pod.metadata;
    const now = kubeTime(clock.now());
    this.#lastAddress = (this.#lastAddress % 65_000) + 1;
    const podIP = `10.42.${this.#lastAddress >> 8}.${this.#lastAddress & 255}`;
    const { initContainers = [], containers } = pod.spec;
    const reason =
      initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating';
    const containerStatuses = containers.map(container =>
      createdContainer(container, reason),
    );
    const initContainerStatuses = initContainers.map(container =>
      createdContainer(container, reason),
    );
    store.modify(PODS, namespace, name, draft => {
      draft.status = {
        ...draft.status,
        phase: 'Pending',
        conditions: podConditions({
          pod,
          containerStatuses,
          initContainerStatuses,
          now,
        }),
        ...(initContainers.length > 0 && { initContainerStatuses }),
        containerStatuses,
        hostIP: NODE_IP,
        podIP,
        startTime: now,
        qosClass: qualityOfService(pod),
      };
    });
  }

  /** @returns when to look again, if the volumes are not there yet */
  #mount(pod: Pod): { waitMs?: number } | undefined {
    const all = statusesOf(pod);
    if (all.some(({ containerID }) => containerID !== undefined)) {
      return undefined;
    }
    const { store } = this.#options;
    const problem =
      this.#outcome(pod, pod.spec.containers[0]).mountProblem ??
      missingVolume(store, pod);
    const memory = this.#memory.of(pod.metadata.uid);
    if (!problem) {
      memory.due.delete('mount');
      return undefined;
    }
    // Looked at again when the claim changes.
    return problem === 'unbound'
      ? {}
      : { waitMs: this.#tellMount(pod, problem) };
  }

  #tellMount(pod: Pod, { component, ...note }: MountProblem): number {
    const { clock, events } = this.#options;
    const { due } = this.#memory.of(pod.metadata.uid);
    const now = clock.now().getTime();
    const next = due.get('mount');
    if (next !== undefined && next > now) {
      return next - now;
    }
    const failures = (due.get('mount failures') ?? 0) + 1;
    due.set('mount failures', failures);
    due.set('mount', now + Math.min(backOff(failures), 120_000));
    events.record({ ...note, object: pod, type: 'Warning', component });
    return backOff(failures);
  }

  #stepAll(pod: Pod): number | undefined {
    const waits: number[] = [];
    const step = (container: Container, role: Role) => {
      const waitMs = this.#step(pod, container, role);
      if (waitMs !== undefined) {
        waits.push(waitMs);
      }
    };
    for (const container of pod.spec.initContainers ?? []) {
      const role = container.restartPolicy === 'Always' ? 'sidecar' : 'init';
      step(container, role);
      if (!this.#isDone(pod, container, role)) {
        return least(waits);
      }
    }
    for (const container of pod.spec.containers) {
      step(container, 'main');
    }
    return least(waits);
  }

  #isDone(pod: Pod, container: Container, role: Role): boolean {
    const current = this.#options.store.getByKey(PODS, objectKey(pod));
    const status = current?.status?.initContainerStatuses?.find(
      ({ name }) => name === container.name,
    );
    return role === 'sidecar'
      ? Boolean(status?.started && status.state.running)
      : status?.state.terminated?.exitCode === 0;
  }

  #step(pod: Pod, container: Container, role: Role): number | undefined {
    const { store, clock, faults, tagExists } = this.#options;
    // Earlier containers of the pod may have moved on just now.
    const current = store.getByKey(PODS, objectKey(pod)) ?? pod;
    const status =
      statusesOf(current).find(({ name }) => name === container.name) ??
      createdContainer(container);
    const { uid, namespace, name } = pod.metadata;
    const memory = this.#memory.of(uid);
    const now = clock.now();
    const outcome = this.#outcome(current, container);
    const fault = faults.faultOf(current);
    const configError =
      outcome.configError ?? missingConfiguration(store, pod, container);
    if (configError) {
      this.#incomplete.add(objectKey(pod));
    }
    const step = nextContainerStep({
      pod: current,
      container,
      status,
      role,
      fault,
      outcome,
      configError,
      imageExists: tagExists(tagOf(container.image)),
      imageCached: this.#images.has(container.image),
      pulling: memory.pulling.has(container.name),
      pullFailures: memory.pullFailures.get(container.name) ?? 0,
      ends: memory.ends.get(container.name) ?? status.restartCount + 1,
      faulty: memory.faulty.has(container.name),
      startedAt: this.#startedAt(uid, status),
      probes: memory.probes,
      now,
      remaining: (what, durationMs) =>
        this.#memory.remaining(
          uid,
          `${container.name} ${what}`,
          durationMs,
          now.getTime(),
        ),
    });
    this.#tell(pod, container, role, step.notes ?? []);
    if (step.pulls) {
      memory.pulling.add(container.name);
      return 0;
    }
    if (!step.status) {
      return step.waitMs;
    }
    this.#remember(uid, status, step.status, fault !== undefined);
    const next = step.status;
    store.modify(PODS, namespace, name, draft => this.#report(draft, next));
    return undefined;
  }

  /** Keeps what the status of a container does not say. */
  #remember(
    uid: string,
    before: ContainerStatus,
    next: ContainerStatus,
    hasFault: boolean,
  ): void {
    const memory = this.#memory.of(uid);
    const { name, state } = next;
    const now = this.#options.clock.now().getTime();
    memory.pulling.delete(name);
    if (state.running && next.containerID !== before.containerID) {
      this.#images.add(next.image);
      memory.pullFailures.delete(name);
      memory.starts.set(name, now);
    }
    if (state.waiting?.reason === 'ErrImagePull') {
      memory.pullFailures.set(name, (memory.pullFailures.get(name) ?? 0) + 1);
    }
    const failedToStart = state.waiting?.reason === 'RunContainerError';
    if ((state.terminated && !before.state.terminated) || failedToStart) {
      const ranMs = failedToStart ? 0 : now - (memory.starts.get(name) ?? now);
      const known = memory.ends.get(name) ?? before.restartCount;
      memory.ends.set(name, ranMs >= STEADY_MS ? 1 : known + 1);
      if (hasFault) {
        memory.faulty.add(name);
      } else {
        memory.faulty.delete(name);
      }
    }
  }

  /** Exact where it is known: the status has whole seconds only. */
  #startedAt(uid: string, status: ContainerStatus): number | undefined {
    const told = status.state.running?.startedAt;
    return told === undefined
      ? undefined
      : (this.#memory.of(uid).starts.get(status.name) ?? Date.parse(told));
  }

  #outcome(pod: Pod, container: Container): FaultOutcome {
    const { uid } = pod.metadata;
    const status = statusesOf(pod).find(({ name }) => name === container.name);
    return outcomeFor(this.#options, pod, container, {
      startedAt: status && this.#startedAt(uid, status),
    });
  }

  #tell(
    pod: Pod,
    container: Container,
    role: Role,
    notes: readonly ContainerNote[],
  ): void {
    const field = role === 'main' ? 'containers' : 'initContainers';
    for (const note of notes) {
      this.#options.events.record({
        ...note,
        object: pod,
        component: 'kubelet',
        fieldPath: `spec.${field}{${container.name}}`,
      });
    }
  }

  #report(draft: Pod, next: ContainerStatus): void {
    const now = kubeTime(this.#options.clock.now());
    const replace = (statuses: readonly ContainerStatus[]) =>
      statuses.map(status => (status.name === next.name ? next : status));
    const initContainerStatuses = replace(
      draft.status?.initContainerStatuses ?? [],
    );
    const known = draft.status?.containerStatuses ?? [];
    const containerStatuses = replace(
      draft.spec.containers.map(
        container =>
          known.find(({ name }) => name === container.name) ??
          createdContainer(container),
      ),
    );
    const phase = podPhase({
      pod: draft,
      containerStatuses,
      initContainerStatuses,
    });
    draft.status = {
      ...draft.status,
      phase,
      ...(initContainerStatuses.length > 0 && { initContainerStatuses }),
      containerStatuses,
      conditions: podConditions({
        pod: draft,
        containerStatuses,
        initContainerStatuses,
        completed: phase === 'Succeeded',
        now,
      }),
    };
    if (!isInitialized(draft, initContainerStatuses)) {
      return;
    }
    for (const { state } of containerStatuses) {
      if (state.waiting?.reason === 'PodInitializing') {
        state.waiting.reason = 'ContainerCreating';
      }
    }
  }

  #kill(pod: Pod): number | undefined {
    const { store, events, clock } = this.#options;
    const { uid, namespace, name } = pod.metadata;
    const first = !this.#memory.of(uid).due.has('kill');
    const now = clock.now().getTime();
    const waitMs = this.#memory.remaining(uid, 'kill', KILL_MS, now);
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
}

function statusesOf({ status }: Pod): ContainerStatus[] {
  return [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ];
}

function least(waits: readonly number[]): number | undefined {
  return waits.length > 0 ? Math.min(...waits) : undefined;
}
