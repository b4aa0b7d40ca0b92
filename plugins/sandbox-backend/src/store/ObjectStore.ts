import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@mctl/plugin-cluster-node';
import { checkName, checkNamespace, checkPreconditions } from './admission';
import { cloneJson } from './cloneJson';
import { deepFreeze } from './deepFreeze';
import { withDefaults } from './defaults';
import { History, type StoreEvent } from './History';
import { kubeTime, type KubeObject, type ObjectDraft } from './objects';
import { ObjectTable } from './ObjectTable';
import { randomSuffix } from './randomSuffix';
import {
  apiVersionOf,
  findByKind,
  NAMESPACES,
  PODS,
  type ResourceType,
} from './resources';
import { StatusError } from './StatusError';

/** What a store can be restored from. */
export interface StoreDump {
  resourceVersion: number;
  objects: KubeObject[];
}

/** How an object is deleted. */
export interface DeleteOptions {
  /** Only when the object still has this uid. */
  uid?: string;
  /** What becomes of the objects it owns. */
  propagation?: 'Background' | 'Foreground' | 'Orphan';
  /** Seconds that a pod gets; 0 removes it at once. */
  gracePeriodSeconds?: number;
}

/**
 * All objects of the cluster, with one growing resource version. Objects are
 * frozen: every change makes a new one.
 */
export class ObjectStore {
  readonly #clock: Clock;
  readonly #table = new ObjectTable();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #history: History;
  #resourceVersion: number;

  static create(options: {
    clock: Clock;
    dump?: StoreDump;
    /** How many changes a watch may be behind. */
    historyLimit?: number;
  }): ObjectStore {
    return new ObjectStore(options);
  }

  private constructor(options: {
    clock: Clock;
    dump?: StoreDump;
    historyLimit?: number;
  }) {
    this.#clock = options.clock;
    this.#resourceVersion = options.dump?.resourceVersion ?? 1;
    this.#history = new History({
      floor: this.#resourceVersion,
      limit: options.historyLimit ?? 10_000,
    });
    for (const object of options.dump?.objects ?? []) {
      const type = findByKind(object.apiVersion, object.kind);
      if (type) {
        this.#table.put(type, deepFreeze(object));
      }
    }
  }

  get resourceVersion(): number {
    return this.#resourceVersion;
  }

  get<T extends KubeObject>(
    type: ResourceType<T>,
    namespace: string | undefined,
    name: string,
  ): T | undefined {
    return this.#table.get(type, `${namespace ?? ''}/${name}`);
  }

  /** The object at a key made by `objectKey`. */
  getByKey<T extends KubeObject>(
    type: ResourceType<T>,
    key: string,
  ): T | undefined {
    return this.#table.get(type, key);
  }

  getByUid(uid: string): KubeObject | undefined {
    return this.#table.getByUid(uid);
  }

  list<T extends KubeObject>(type: ResourceType<T>, namespace?: string): T[] {
    const objects = this.#table.list(type);
    return namespace
      ? objects.filter(object => object.metadata.namespace === namespace)
      : objects;
  }

  /** Objects of one type that another object owns. */
  ownedBy<T extends KubeObject>(type: ResourceType<T>, uid: string): T[] {
    return this.dependentsOf(uid)
      .filter(dependent => dependent.type === type)
      .map(dependent => dependent.object as T);
  }

  /** All objects that another object owns. */
  dependentsOf(uid: string): Array<{ type: ResourceType; object: KubeObject }> {
    return this.#table.dependentsOf(uid);
  }

  /**
   * Creates an object with the defaults of an API server.
   *
   * @throws StatusError when the name is taken or the namespace takes nothing
   */
  create<T extends KubeObject>(type: ResourceType<T>, draft: ObjectDraft): T {
    const metadata = draft.metadata ?? {};
    const name =
      metadata.name ?? (metadata.generateName ?? '') + randomSuffix();
    checkName(type, name);
    const namespace = type.namespaced ? metadata.namespace : undefined;
    if (type.namespaced) {
      checkNamespace({
        type,
        name,
        namespace: namespace ?? '',
        found: this.get(NAMESPACES, undefined, namespace ?? ''),
      });
    }
    if (this.get(type, namespace, name)) {
      throw StatusError.alreadyExists(type, name);
    }
    const { status, ...fields } = withDefaults(type, draft);
    const object: KubeObject = {
      ...fields,
      apiVersion: apiVersionOf(type),
      kind: type.kind,
      metadata: {
        ...metadata,
        name,
        ...(namespace && { namespace }),
        uid: randomUUID(),
        resourceVersion: '',
        generation: 1,
        creationTimestamp: kubeTime(this.#clock.now()),
      },
      ...(!type.hasStatus && status !== undefined && { status }),
    };
    if (type === NAMESPACES) {
      object.metadata.labels = {
        ...object.metadata.labels,
        'kubernetes.io/metadata.name': name,
      };
      object.status = { phase: 'Active' };
    }
    if (type === PODS) {
      object.status = { phase: 'Pending' };
    }
    return this.#commit('ADDED', type, cloneJson(object)) as T;
  }

  /**
   * Changes an object; nothing happens when nothing differs afterwards.
   *
   * @returns the object as it is now, or undefined when there is none
   */
  modify<T extends KubeObject>(
    type: ResourceType<T>,
    namespace: string | undefined,
    name: string,
    change: (draft: T) => void,
  ): T | undefined {
    const current = this.get(type, namespace, name);
    if (!current) {
      return undefined;
    }
    const next = structuredClone(current);
    change(next);
    return this.#update(type, current, cloneJson(next)) as T;
  }

  /**
   * Replaces an object the way the API does: identity and, unless the status
   * is meant, the status stay as they are.
   *
   * @throws StatusError when it is gone or was changed since it was read
   */
  replace(
    type: ResourceType,
    draft: ObjectDraft,
    options: { namespace?: string; name: string; status?: boolean },
  ): KubeObject {
    const current = this.get(type, options.namespace, options.name);
    if (!current) {
      throw StatusError.notFound(type, options.name);
    }
    const { metadata = {} } = draft;
    checkPreconditions(type, current.metadata, metadata);
    const { uid, resourceVersion, generation, creationTimestamp } =
      current.metadata;
    const { deletionTimestamp, deletionGracePeriodSeconds } = current.metadata;
    const next: KubeObject = options.status
      ? { ...current, status: draft.status }
      : {
          ...withDefaults(type, draft),
          apiVersion: current.apiVersion,
          kind: current.kind,
          metadata: {
            ...metadata,
            name: current.metadata.name,
            ...(current.metadata.namespace && {
              namespace: current.metadata.namespace,
            }),
            uid,
            resourceVersion,
            generation,
            creationTimestamp,
            ...(deletionTimestamp && { deletionTimestamp }),
            ...(deletionGracePeriodSeconds !== undefined && {
              deletionGracePeriodSeconds,
            }),
          },
          ...(type.hasStatus && { status: current.status }),
        };
    return this.#update(type, current, cloneJson(next));
  }

  /**
   * Deletes an object. Pods that run, namespaces and objects with finalizers
   * are marked first and removed by their controllers.
   *
   * @throws StatusError when there is none, or its uid is another
   */
  delete(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options: DeleteOptions = {},
  ): KubeObject {
    const current = this.get(type, namespace, name);
    if (!current) {
      throw StatusError.notFound(type, name);
    }
    checkPreconditions(type, current.metadata, { uid: options.uid });
    if (options.propagation === 'Orphan') {
      this.#orphan(current.metadata.uid);
    }
    const lingers =
      type === NAMESPACES ||
      Boolean(current.metadata.finalizers?.length) ||
      (type === PODS &&
        options.gracePeriodSeconds !== 0 &&
        isScheduled(current));
    if (!lingers) {
      return this.remove(type, namespace, name) ?? current;
    }
    const marked = this.modify(type, namespace, name, draft => {
      draft.metadata.deletionTimestamp ??= kubeTime(this.#clock.now());
      if (type === PODS) {
        draft.metadata.deletionGracePeriodSeconds = 30;
      }
      if (type === NAMESPACES) {
        draft.status = { phase: 'Terminating' };
      }
    });
    return marked ?? current;
  }

  /** Removes an object at once, whatever holds it. */
  remove(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): KubeObject | undefined {
    const current = this.get(type, namespace, name);
    return current && this.#commit('DELETED', type, structuredClone(current));
  }

  /** Calls back with every change, before the change returns. */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The changes of one type after a resource version.
   *
   * @throws StatusError `Expired` when some of them are forgotten
   */
  eventsSince(type: ResourceType, resourceVersion: number): StoreEvent[] {
    if (resourceVersion > this.#resourceVersion) {
      throw StatusError.expired();
    }
    return this.#history.since(resourceVersion, type);
  }

  dump(): StoreDump {
    return {
      resourceVersion: this.#resourceVersion,
      objects: this.#table.all(),
    };
  }

  #update(
    type: ResourceType,
    current: KubeObject,
    next: KubeObject,
  ): KubeObject {
    if (isDeepStrictEqual(current, next)) {
      return current;
    }
    if (!isDeepStrictEqual(desired(current), desired(next))) {
      next.metadata.generation = (current.metadata.generation ?? 0) + 1;
    }
    const released =
      next.metadata.deletionTimestamp !== undefined &&
      current.metadata.finalizers?.length &&
      !next.metadata.finalizers?.length;
    return this.#commit(released ? 'DELETED' : 'MODIFIED', type, next);
  }

  #commit(
    change: StoreEvent['change'],
    type: ResourceType,
    object: KubeObject,
  ): KubeObject {
    this.#resourceVersion += 1;
    object.metadata.resourceVersion = String(this.#resourceVersion);
    deepFreeze(object);
    const previous = this.#table.getByUid(object.metadata.uid);
    if (change === 'DELETED') {
      this.#table.drop(type, object);
    } else {
      this.#table.put(type, object);
    }
    const event: StoreEvent = {
      change,
      type,
      object,
      previous,
      resourceVersion: this.#resourceVersion,
    };
    this.#history.add(event);
    for (const listener of this.#listeners) {
      listener(event);
    }
    return object;
  }

  #orphan(uid: string): void {
    for (const { type, object } of this.dependentsOf(uid)) {
      const { namespace, name } = object.metadata;
      this.modify(type, namespace, name, draft => {
        draft.metadata.ownerReferences = draft.metadata.ownerReferences?.filter(
          owner => owner.uid !== uid,
        );
      });
    }
  }
}

function isScheduled(object: KubeObject): boolean {
  return (
    typeof object.spec === 'object' &&
    object.spec !== null &&
    'nodeName' in object.spec
  );
}

/** What people ask for: everything but metadata and status. */
function desired(object: KubeObject) {
  const { metadata, status, ...rest } = object;
  return rest;
}
