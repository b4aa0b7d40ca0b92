import type { StoreEvent } from '../store/History';
import {
  controllerOf,
  objectKey,
  type Pod,
  type ReplicaSet,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { apiVersionOf, PODS, REPLICA_SETS } from '../store/resources';
import { randomSuffix } from '../store/randomSuffix';
import type { Controller } from './ControlLoop';
import type { EventRecorder } from './EventRecorder';

const COMPONENT = 'replicaset-controller';

/** Keeps as many pods of a replica set as it asks for. */
export class ReplicaSetController implements Controller {
  readonly name = 'replica-set';
  readonly #store: ObjectStore;
  readonly #events: EventRecorder;

  constructor(options: { store: ObjectStore; events: EventRecorder }) {
    this.#store = options.store;
    this.#events = options.events;
  }

  keysFor({ type, object }: StoreEvent): readonly string[] {
    if (type === REPLICA_SETS) {
      return [objectKey(object)];
    }
    const owner = type === PODS ? controllerOf(object) : undefined;
    return owner?.kind === 'ReplicaSet'
      ? [`${object.metadata.namespace}/${owner.name}`]
      : [];
  }

  reconcile(key: string): undefined {
    const replicaSet = this.#store.getByKey(REPLICA_SETS, key);
    if (!replicaSet || replicaSet.metadata.deletionTimestamp) {
      return;
    }
    const pods = this.#activePods(replicaSet);
    const missing = replicaSet.spec.replicas - pods.length;
    for (let created = 0; created < missing; created += 1) {
      this.#createPod(replicaSet);
    }
    if (missing < 0) {
      [...pods]
        .sort(leastUsefulFirst)
        .slice(0, -missing)
        .forEach(pod => this.#deletePod(replicaSet, pod));
    }
    this.#report(replicaSet);
  }

  #activePods(replicaSet: ReplicaSet): Pod[] {
    return this.#store
      .ownedBy(PODS, replicaSet.metadata.uid)
      .filter(pod => !pod.metadata.deletionTimestamp);
  }

  #createPod(replicaSet: ReplicaSet): void {
    const { namespace, name, uid } = replicaSet.metadata;
    const { template } = replicaSet.spec;
    const pod = this.#store.create(PODS, {
      metadata: {
        ...template.metadata,
        name: `${name}-${randomSuffix()}`,
        generateName: `${name}-`,
        namespace,
        ownerReferences: [
          {
            apiVersion: apiVersionOf(REPLICA_SETS),
            kind: REPLICA_SETS.kind,
            name,
            uid,
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
      spec: template.spec,
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

  #report(replicaSet: ReplicaSet): void {
    const pods = this.#activePods(replicaSet);
    const ready = pods.filter(isReady).length;
    const { namespace, name } = replicaSet.metadata;
    this.#store.modify(REPLICA_SETS, namespace, name, draft => {
      draft.status = {
        replicas: pods.length,
        ...(pods.length > 0 && { fullyLabeledReplicas: pods.length }),
        ...(ready > 0 && { readyReplicas: ready, availableReplicas: ready }),
        observedGeneration: draft.metadata.generation,
      };
    });
  }
}

/** Whether a pod's condition `Ready` is true. */
export function isReady(pod: Pod): boolean {
  return (
    pod.status?.conditions?.some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    ) ?? false
  );
}

/** Pods that are not ready go first, then the youngest. */
function leastUsefulFirst(a: Pod, b: Pod): number {
  return (
    Number(isReady(a)) - Number(isReady(b)) ||
    b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp)
  );
}
