import { type KubeObject, objectKey } from './objects';
import type { ResourceType } from './resources';

/** Objects in memory, found by name, by uid and by owner. */
export class ObjectTable {
  readonly #byKey = new Map<ResourceType, Map<string, KubeObject>>();
  /** The same, apart by namespace, since most questions are about one. */
  readonly #byNamespace = new Map<
    ResourceType,
    Map<string, Map<string, KubeObject>>
  >();
  readonly #byUid = new Map<string, KubeObject>();
  /** Types of dependents by their uid, by the uid of their owner. */
  readonly #dependents = new Map<string, Map<string, ResourceType>>();

  get<T extends KubeObject>(type: ResourceType<T>, key: string): T | undefined {
    // A type's objects have its shape: all of them came in through this type.
    return this.#byKey.get(type)?.get(key) as T | undefined;
  }

  getByUid(uid: string): KubeObject | undefined {
    return this.#byUid.get(uid);
  }

  list<T extends KubeObject>(type: ResourceType<T>, namespace?: string): T[] {
    const objects = namespace
      ? this.#byNamespace.get(type)?.get(namespace)
      : this.#byKey.get(type);
    return [...(objects?.values() ?? [])] as T[];
  }

  dependentsOf(uid: string): Array<{ type: ResourceType; object: KubeObject }> {
    return [...(this.#dependents.get(uid) ?? [])].flatMap(([child, type]) => {
      const object = this.#byUid.get(child);
      return object ? [{ type, object }] : [];
    });
  }

  all(): KubeObject[] {
    return [...this.#byUid.values()];
  }

  /** Adds an object, in place of the one with the same uid. */
  put(type: ResourceType, object: KubeObject): void {
    this.drop(type, object);
    const objects = this.#byKey.get(type) ?? new Map();
    this.#byKey.set(type, objects.set(objectKey(object), object));
    this.#inNamespace(type, object).set(objectKey(object), object);
    this.#byUid.set(object.metadata.uid, object);
    for (const owner of object.metadata.ownerReferences ?? []) {
      const dependents = this.#dependents.get(owner.uid) ?? new Map();
      this.#dependents.set(
        owner.uid,
        dependents.set(object.metadata.uid, type),
      );
    }
  }

  drop(type: ResourceType, { metadata: { uid } }: KubeObject): void {
    const known = this.#byUid.get(uid);
    if (!known) {
      return;
    }
    this.#byKey.get(type)?.delete(objectKey(known));
    this.#inNamespace(type, known).delete(objectKey(known));
    this.#byUid.delete(uid);
    for (const owner of known.metadata.ownerReferences ?? []) {
      const dependents = this.#dependents.get(owner.uid);
      dependents?.delete(uid);
      if (dependents?.size === 0) {
        this.#dependents.delete(owner.uid);
      }
    }
  }

  #inNamespace(
    type: ResourceType,
    { metadata: { namespace = '' } }: KubeObject,
  ): Map<string, KubeObject> {
    const namespaces = this.#byNamespace.get(type) ?? new Map();
    this.#byNamespace.set(type, namespaces);
    const objects = namespaces.get(namespace) ?? new Map();
    namespaces.set(namespace, objects);
    return objects;
  }
}
