import type { Clock } from '@mctl/plugin-cluster-node';
import type { Admission, AdmissionRequest } from './admission';
import { cloneJson, reuseUnchanged } from './cloneJson';
import { deepFreeze } from './deepFreeze';
import {
  type DeleteOptions,
  isReleased,
  lingers,
  markDeleted,
} from './deletion';
import { History, type StoreEvent } from './History';
import { newObject } from './newObject';
import type { KubeObject, ObjectDraft } from './objects';
import { ObjectTable } from './ObjectTable';
import { checkName, checkNamespace, checkPreconditions } from './preconditions';
import { randomSuffix } from './randomSuffix';
import { replacedObject } from './replacedObject';
import { findByKind, NAMESPACES, type ResourceType } from './resources';
import { StatusError } from './StatusError';
import { checkFields, checkImmutable } from './validation';

/** What a store can be restored from. */
export interface StoreDump {
  resourceVersion: number;
  objects: KubeObject[];
}

export interface ObjectStoreOptions {
  clock: Clock;
  dump?: StoreDump;
  /** How many changes a watch may be behind. */
  historyLimit?: number;
}

/**
 * All objects of the cluster, with one growing resource version. Objects are
 * frozen: every change makes a new one.
 */
export class ObjectStore {
  readonly #clock: Clock;
  readonly #table = new ObjectTable();
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #admission: Admission[] = [];
  readonly #history: History;
  #resourceVersion: number;

  static create(options: ObjectStoreOptions): ObjectStore {
    return new ObjectStore(options);
  }

  private constructor(options: ObjectStoreOptions) {
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

  /** Has another one asked, after those before it. */
  addAdmission(admission: Admission): void {
    this.#admission.push(admission);
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
    return this.#table.list(type, namespace);
  }

  /**
   * The objects of one type as they were at a resource version.
   *
   * @throws StatusError `Expired` when changes since then are forgotten, and
   * `Timeout` when that version is not reached yet
   */
  listAt(type: ResourceType, resourceVersion: number): KubeObject[] {
    if (resourceVersion > this.#resourceVersion) {
      throw StatusError.tooLarge(resourceVersion, this.#resourceVersion);
    }
    const objects = new Map(
      this.#table.list(type).map(object => [object.metadata.uid, object]),
    );
    for (const event of this.eventsSince(type, resourceVersion).reverse()) {
      const { uid } = event.object.metadata;
      if (event.previous) {
        objects.set(uid, event.previous);
      } else {
        objects.delete(uid);
      }
    }
    return [...objects.values()];
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
   * Creates an object with the defaults of an API server. A dry run says what
   * would come of it, and changes nothing.
   *
   * @throws StatusError when the name is taken, the namespace takes nothing, a
   * field is invalid or it is not admitted
   */
  create<T extends KubeObject>(
    type: ResourceType<T>,
    draft: ObjectDraft,
    { dryRun = false }: { dryRun?: boolean } = {},
  ): T {
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
    const object = newObject({
      type,
      draft,
      namespace,
      name,
      now: this.#clock.now(),
    });
    checkFields(type, object);
    const admitted = this.#admit({
      operation: 'CREATE',
      type,
      object,
      dryRun,
    });
    return (
      dryRun ? deepFreeze(admitted) : this.#commit('ADDED', type, admitted)
    ) as T;
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
    const next = cloneJson(current);
    change(next);
    return this.#update(type, current, next) as T;
  }

  /**
   * Replaces an object the way the API does: identity and, unless the status
   * is meant, the status stay as they are.
   *
   * @throws StatusError when it is gone, was changed since it was read, would
   * become invalid or is not admitted
   */
  replace(
    type: ResourceType,
    draft: ObjectDraft,
    options: {
      namespace?: string;
      name: string;
      status?: boolean;
      dryRun?: boolean;
    },
  ): KubeObject {
    const current = this.get(type, options.namespace, options.name);
    if (!current) {
      throw StatusError.notFound(type, options.name);
    }
    checkPreconditions(type, current.metadata, draft.metadata ?? {});
    const { status = false, dryRun = false } = options;
    let next = replacedObject({ type, current, draft, status });
    if (!status) {
      checkFields(type, next);
      checkImmutable(type, current, next);
      next = this.#admit({
        operation: 'UPDATE',
        type,
        object: next,
        previous: current,
        dryRun,
      });
    }
    return this.#update(type, current, next, dryRun);
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
    const { uid, resourceVersion } = options;
    checkPreconditions(type, current.metadata, { uid, resourceVersion });
    if (options.dryRun) {
      return current;
    }
    if (options.propagation === 'Orphan') {
      this.#orphan(current.metadata.uid);
    }
    if (!lingers(type, current, options)) {
      return this.remove(type, namespace, name) ?? current;
    }
    const marked = this.modify(type, namespace, name, draft =>
      markDeleted(type, draft, this.#clock.now()),
    );
    return marked ?? current;
  }

  /** Removes an object at once, whatever holds it. */
  remove(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): KubeObject | undefined {
    const current = this.get(type, namespace, name);
    return current && this.#commit('DELETED', type, current);
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
      throw StatusError.expired(resourceVersion, this.#resourceVersion);
    }
    return this.#history.since(resourceVersion, type);
  }

  dump(): StoreDump {
    return {
      resourceVersion: this.#resourceVersion,
      objects: this.#table.all(),
    };
  }

  #admit(request: AdmissionRequest): KubeObject {
    const admitted = this.#admission.reduce(
      (object, admission) => admission.admit({ ...request, object }),
      request.object,
    );
    if (admitted === request.object) {
      return admitted;
    }
    checkFields(request.type, admitted);
    return cloneJson(admitted);
  }

  #update(
    type: ResourceType,
    current: KubeObject,
    draft: KubeObject,
    dryRun = false,
  ): KubeObject {
    let next = reuseUnchanged(current, draft);
    if (next === current) {
      return current;
    }
    if (isAskedFor(current, next)) {
      const generation = (current.metadata.generation ?? 0) + 1;
      next = { ...next, metadata: { ...next.metadata, generation } };
    }
    if (dryRun) {
      return deepFreeze(next);
    }
    const change = isReleased(current, next) ? 'DELETED' : 'MODIFIED';
    return this.#commit(change, type, next);
  }

  #commit(
    change: StoreEvent['change'],
    type: ResourceType,
    content: KubeObject,
  ): KubeObject {
    this.#resourceVersion += 1;
    const resourceVersion = String(this.#resourceVersion);
    // Parts may be those of the version before, and frozen.
    const object = deepFreeze({
      ...content,
      metadata: { ...content.metadata, resourceVersion },
    });
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

/** Whether a change is of what people ask for: not metadata, not status. */
function isAskedFor(current: KubeObject, next: KubeObject): boolean {
  const { metadata, status, ...before } = current;
  const { metadata: _metadata, status: _status, ...after } = next;
  return reuseUnchanged(before, after) !== before;
}
