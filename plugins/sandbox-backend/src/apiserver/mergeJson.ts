type JsonObject = Record<string, unknown>;

/**
 * Keys that lists are merged by, as the `patchMergeKey` tags of the Kubernetes
 * API say, by the field that holds the list. The first that all items have is
 * taken; other lists are replaced.
 */
const MERGE_KEYS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    conditions: ['type'],
    containers: ['name'],
    env: ['name'],
    ephemeralContainers: ['name'],
    hostAliases: ['ip'],
    imagePullSecrets: ['name'],
    initContainers: ['name'],
    ownerReferences: ['uid'],
    ports: ['containerPort', 'port'],
    topologySpreadConstraints: ['topologyKey'],
    volumeDevices: ['devicePath'],
    volumeMounts: ['mountPath'],
    volumes: ['name'],
  }),
);

/** A value after a JSON merge patch, RFC 7386. */
export function mergeJson(current: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) {
    return patch;
  }
  const result = isJsonObject(current) ? { ...current } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else {
      result[key] = mergeJson(result[key], value);
    }
  }
  return result;
}

/**
 * A value after a strategic merge patch: lists of things with a name are
 * merged, and `$patch` and `$deleteFromPrimitiveList` take things away. The
 * other directives only keep an order and are dropped.
 */
export function mergeStrategically(
  current: unknown,
  patch: unknown,
  field = '',
): unknown {
  if (Array.isArray(patch)) {
    return mergeLists(Array.isArray(current) ? current : [], patch, field);
  }
  if (!isJsonObject(patch)) {
    return patch;
  }
  const keeps = isJsonObject(current) && patch.$patch !== 'replace';
  const result: JsonObject = keeps ? { ...current } : {};
  for (const [key, value] of Object.entries(patch)) {
    const removal = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key)?.[1];
    if (removal && Array.isArray(value)) {
      const known = result[removal];
      result[removal] = Array.isArray(known)
        ? known.filter(item => !value.includes(item))
        : [];
    } else if (value === null || isDeletion(value)) {
      delete result[key];
    } else if (!key.startsWith('$')) {
      result[key] = mergeStrategically(result[key], value, key);
    }
  }
  return result;
}

function mergeLists(
  current: readonly unknown[],
  patch: readonly unknown[],
  field: string,
): unknown[] {
  const changes = patch.filter(isJsonObject);
  const known = current.filter(isJsonObject);
  const wanted = changes.filter(item => item.$patch === undefined);
  const key = MERGE_KEYS.get(field)?.find(candidate =>
    [...known, ...wanted].every(item => item[candidate] !== undefined),
  );
  const replaces = changes.some(item => item.$patch === 'replace');
  if (!key || replaces) {
    return changes.length === patch.length ? wanted : [...patch];
  }
  const changeOf = (item: JsonObject) =>
    changes.find(change => change[key] === item[key]);
  return [
    ...known.flatMap(item => {
      const change = changeOf(item);
      return isDeletion(change)
        ? []
        : [change ? mergeStrategically(item, change) : item];
    }),
    ...wanted.filter(item => known.every(other => other[key] !== item[key])),
  ];
}

function isDeletion(value: unknown): boolean {
  return isJsonObject(value) && value.$patch === 'delete';
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
