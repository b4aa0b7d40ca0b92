import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@mctl/plugin-cluster-node';
import { cloneJson } from './cloneJson';
import { deepFreeze } from './deepFreeze';
import { withDefaults } from './defaults';
import { History, type StoreEvent } from './History';
import {
  kubeTime,
  type KubeObject,
  type ObjectDraft,
  objectKey,
} from './objects';
import { randomSuffix } from './randomSuffix';
import {
  apiVersionOf,
  findByKind,
  NAMESPACES,
  PODS,
  type ResourceType,
} from './resources';
import { StatusError } from './StatusError';

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const NAME_MAX_LENGTH = 253;

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
  readonly #objects = new Map<ResourceType, Map<string, KubeObject>>();
  readonly #dependents = new Map<
    string,
    Map<KubeObject['metadata']['uid'], ResourceType>
  >();
  readonly #uids = new Map<string, KubeObject>();
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
        this.#put(type, deepFreeze(object));
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
    // A type's objects have its shape: all of them came in through this type.
    return this.#objects.get(type)?.get(`${namespace ?? ''}/${name}`) as
      T | undefined;
  }

  /** The object at a key made by `objectKey`. */
  getByKey<T extends KubeObject>(
    type: ResourceType<T>,
    key: string,
  ): T | undefined {
    return this.#objects.get(type)?.get(key) as T | undefined;
  }

  getByUid(uid: string): KubeObject | undefined {
    return this.#uids.get(uid);
  }

  list<T extends KubeObject>(type: ResourceType<T>, namespace?: string): T[] {
    const objects = [...(this.#objects.get(type)?.values() ?? [])] as T[];
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
    return [...(this.#dependents.get(uid) ?? [])].flatMap(([child, type]) => {
      const object = this.#uids.get(child);
      return object ? [{ type, object }] : [];
    });
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
    this.#checkName(type, name);
    const namespace = type.namespaced ? metadata.namespace : undefined;
    if (type.namespaced) {
      this.#checkNamespace(type, name, namespace);
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
    if (
      metadata.resourceVersion &&
      metadata.resourceVersion !== current.metadata.resourceVersion
    ) {
      throw StatusError.conflict(
        type,
        options.name,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    }
    if (metadata.uid && metadata.uid !== current.metadata.uid) {
      throw StatusError.conflict(
        type,
        options.name,
        `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${current.metadata.uid}`,
      );
    }
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
    if (options.uid && options.uid !== current.metadata.uid) {
      throw StatusError.conflict(
        type,
        name,
        `the UID in the precondition (${options.uid}) does not match the UID in record (${current.metadata.uid}). The object might have been deleted and then recreated`,
      );
    }
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
      objects: [...this.#objects.values()].flatMap(objects => [
        ...objects.values(),
      ]),
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
    const previous = this.#uids.get(object.metadata.uid);
    if (previous) {
      this.#drop(type, previous);
    }
    if (change !== 'DELETED') {
      this.#put(type, object);
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

  #put(type: ResourceType, object: KubeObject): void {
    const objects = this.#objects.get(type) ?? new Map();
    this.#objects.set(type, objects.set(objectKey(object), object));
    this.#uids.set(object.metadata.uid, object);
    for (const owner of object.metadata.ownerReferences ?? []) {
      const dependents = this.#dependents.get(owner.uid) ?? new Map();
      this.#dependents.set(
        owner.uid,
        dependents.set(object.metadata.uid, type),
      );
    }
  }

  #drop(type: ResourceType, object: KubeObject): void {
    this.#objects.get(type)?.delete(objectKey(object));
    this.#uids.delete(object.metadata.uid);
    for (const owner of object.metadata.ownerReferences ?? []) {
      const dependents = this.#dependents.get(owner.uid);
      dependents?.delete(object.metadata.uid);
      if (dependents?.size === 0) {
        this.#dependents.delete(owner.uid);
      }
    }
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

  #checkName(type: ResourceType, name: string): void {
    if (!NAME.test(name) || name.length > NAME_MAX_LENGTH) {
      throw StatusError.invalid(
        type,
        name,
        `metadata.name: Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
      );
    }
  }

  #checkNamespace(
    type: ResourceType,
    name: string,
    namespace: string | undefined,
  ): void {
    const found = namespace && this.get(NAMESPACES, undefined, namespace);
    if (!found) {
      throw StatusError.notFound(NAMESPACES, namespace ?? '');
    }
    // Events may still tell what happens in a namespace that goes away.
    if (found.metadata.deletionTimestamp && type.kind !== 'Event') {
      throw StatusError.forbidden(
        type,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
      );
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
