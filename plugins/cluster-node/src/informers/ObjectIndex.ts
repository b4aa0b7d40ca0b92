import type { KubernetesObject } from '@kubernetes/client-node';

/** Uids of the objects that another one belongs to. */
export type References<T> = (object: T) => readonly string[];

/** The uids of an object's owners. */
export function ownerUids(object: KubernetesObject): readonly string[] {
  return object.metadata?.ownerReferences?.map(owner => owner.uid) ?? [];
}

/** Objects of one kind, found by name and by what they refer to. */
export class ObjectIndex<T extends KubernetesObject> {
  readonly #references: References<T>;
  readonly #byNamespace = new Map<string, Map<string, T>>();
  readonly #byReference = new Map<string, Map<string, T>>();

  static create<T extends KubernetesObject>(options: {
    references: References<T>;
    objects?: readonly T[];
  }): ObjectIndex<T> {
    const index = new ObjectIndex<T>(options.references);
    for (const object of options.objects ?? []) {
      index.put(object);
    }
    return index;
  }

  private constructor(references: References<T>) {
    this.#references = references;
  }

  put(object: T): void {
    this.remove(object);
    const { namespace, name } = objectName(object);
    entry(this.#byNamespace, namespace).set(name, object);
    for (const uid of this.#references(object)) {
      entry(this.#byReference, uid).set(`${namespace}/${name}`, object);
    }
  }

  remove(object: T): void {
    const { namespace, name } = objectName(object);
    const known = this.get(namespace, name);
    if (!known) {
      return;
    }
    drop(this.#byNamespace, namespace, name);
    for (const uid of this.#references(known)) {
      drop(this.#byReference, uid, `${namespace}/${name}`);
    }
  }

  /** @param namespace - empty for objects that belong to no namespace */
  get(namespace: string, name: string): T | undefined {
    return this.#byNamespace.get(namespace)?.get(name);
  }

  inNamespace(namespace: string): T[] {
    return [...(this.#byNamespace.get(namespace)?.values() ?? [])];
  }

  /** Objects that refer to this uid, as owner or as what an event is about. */
  referringTo(uid: string): T[] {
    return [...(this.#byReference.get(uid)?.values() ?? [])];
  }

  all(): T[] {
    return [...this.#byNamespace.values()].flatMap(names => [
      ...names.values(),
    ]);
  }
}

/** Namespace (empty when there is none) and name of an object. */
export function objectName(object: KubernetesObject): {
  namespace: string;
  name: string;
} {
  return {
    namespace: object.metadata?.namespace ?? '',
    name: object.metadata?.name ?? '',
  };
}

function entry<T>(
  map: Map<string, Map<string, T>>,
  key: string,
): Map<string, T> {
  const known = map.get(key);
  if (known) {
    return known;
  }
  const created = new Map<string, T>();
  map.set(key, created);
  return created;
}

function drop<T>(
  map: Map<string, Map<string, T>>,
  key: string,
  inner: string,
): void {
  const entries = map.get(key);
  entries?.delete(inner);
  if (entries?.size === 0) {
    map.delete(key);
  }
}
