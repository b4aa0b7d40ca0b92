import type { Clock } from '@mctl/plugin-cluster-node';
import type { StoreEvent } from '../store/History';
import {
  type Condition,
  controllerOf,
  kubeTime,
  objectKey,
  type Pod,
  type ReplicaSet,
  withCondition,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { PODS, QUOTAS, REPLICA_SETS } from '../store/resources';
import { StatusError } from '../store/StatusError';
import type { Controller } from './ControlLoop';
import { createOwnedPod } from './createOwnedPod';
import type { EventRecorder } from './EventRecorder';
import { isActive, isReady } from './podPhase';
import { leastUsefulFirst } from './podRanking';

const COMPONENT = 'replicaset-controller';
const FAILURE = 'ReplicaFailure';
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

/** Keeps as many pods of a replica set as it asks for. */
export class ReplicaSetController implements Controller {
  readonly name = 'replica-set';
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #events: EventRecorder;
  /** How often in a row no pod could be created, by replica set. */
  readonly #failures = new Map<string, number>();

  constructor(options: {
    store: ObjectStore;
    clock: Clock;
    events: EventRecorder;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#events = options.events;
  }

  keysFor({ type, object, previous }: StoreEvent): readonly string[] {
    if (type === REPLICA_SETS) {
      // What it reports itself is nothing to look at again.
      const asked =
        previous?.metadata.generation !== object.metadata.generation;
      return asked ? [objectKey(object)] : [];
    }
    if (type === QUOTAS) {
      // Kubernetes waits for the back-off; here nobody has to.
      const prefix = `${object.metadata.namespace}/`;
      return [...this.#failures.keys()].filter(key => key.startsWith(prefix));
    }
    const owner = type === PODS ? controllerOf(object) : undefined;
    return owner?.kind === 'ReplicaSet'
      ? [`${object.metadata.namespace}/${owner.name}`]
      : [];
  }

  reconcile(key: string): number | undefined {
    const replicaSet = this.#store.getByKey(REPLICA_SETS, key);
    if (!replicaSet || replicaSet.metadata.deletionTimestamp) {
      this.#failures.delete(key);
      return undefined;
    }
    const pods = this.#activePods(replicaSet);
    const missing = replicaSet.spec.replicas - pods.length;
    const failure = this.#createPods(replicaSet, missing);
    if (missing < 0) {
      leastUsefulFirst(pods)
        .slice(0, -missing)
        .forEach(pod => this.#deletePod(replicaSet, pod));
    }
    this.#report(replicaSet, failure);
    if (!failure) {
      this.#failures.delete(key);
      return undefined;
    }
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
  }

  #activePods(replicaSet: ReplicaSet): Pod[] {
    return this.#store.ownedBy(PODS, replicaSet.metadata.uid).filter(isActive);
  }

  /** @returns why the first pod that was refused was, when one was */
  #createPods(replicaSet: ReplicaSet, missing: number): string | undefined {
    for (let created = 0; created < missing; created += 1) {
      try {
        this.#createPod(replicaSet);
      } catch (error) {
        if (!(error instanceof StatusError)) {
          throw error;
        }
        this.#events.record({
          object: replicaSet,
          type: 'Warning',
          reason: 'FailedCreate',
          message: `Error creating: ${error.message}`,
          component: COMPONENT,
        });
        return error.message;
      }
    }
    return undefined;
  }

  #createPod(replicaSet: ReplicaSet): void {
    const pod = createOwnedPod({
      store: this.#store,
      type: REPLICA_SETS,
      owner: replicaSet,
      template: replicaSet.spec.template,
    });
    this.#events.record({
      object: replicaSet,
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message: `Created pod: ${pod.metadata.name}`,
      component: COMPONENT,
    });
  }

  #deletePod(replicaSet: ReplicaSet, pod: Pod): void {
    const { namespace, name } = pod.metadata;
    this.#store.delete(PODS, namespace, name);
    this.#events.record({
      object: replicaSet,
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message: `Deleted pod: ${name}`,
      component: COMPONENT,
    });
  }

  #report(replicaSet: ReplicaSet, failure: string | undefined): void {
    const pods = this.#activePods(replicaSet);
    const ready = pods.filter(isReady).length;
    const { namespace, name } = replicaSet.metadata;
    const now = kubeTime(this.#clock.now());
    this.#store.modify(REPLICA_SETS, namespace, name, draft => {
      const known = draft.status?.conditions ?? [];
      const failed = known.some(({ type }) => type === FAILURE);
      // The first failure stays: each has another pod's name in it.
      const withFailure = () =>
        failed ? known : withCondition(known, failureCondition(failure), now);
      const conditions =
        failure === undefined
          ? known.filter(({ type }) => type !== FAILURE)
          : withFailure();
      draft.status = {
        replicas: pods.length,
        ...(pods.length > 0 && { fullyLabeledReplicas: pods.length }),
        ...(ready > 0 && { readyReplicas: ready, availableReplicas: ready }),
        observedGeneration: draft.metadata.generation,
        ...(conditions.length > 0 && { conditions }),
      };
    });
  }
}

function failureCondition(message: string | undefined): Condition {
  return { type: FAILURE, status: 'True', reason: 'FailedCreate', message };
}
