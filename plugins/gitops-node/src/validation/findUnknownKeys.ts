import * as models from '@kubernetes/client-node/dist/gen/models/all.js';
import type { ObjectFault } from './ManifestFault';

interface Attribute {
  baseName: string;
  /** Such as `string`, `V1PodSpec`, `Array<V1Container>` or `{ [key: string]: string; }`. */
  type: string;
}

/** The keys of a type with the types of their values. */
type Keys = ReadonlyMap<string, string>;

const LIST = /^Array<(.+)>$/;
const MAP = /^\{ \[key: string\]: (.+); \}$/;

const keysByType = new Map<string, Keys | undefined>();

function isModel(
  value: unknown,
): value is { getAttributeTypeMap(): Attribute[] } {
  return typeof value === 'function' && 'getAttributeTypeMap' in value;
}

function keysOf(type: string): Keys | undefined {
  if (!keysByType.has(type)) {
    const model: unknown = Object.hasOwn(models, type)
      ? models[type as keyof typeof models]
      : undefined;
    keysByType.set(
      type,
      isModel(model)
        ? new Map(
            model
              .getAttributeTypeMap()
              .map(attribute => [attribute.baseName, attribute.type]),
          )
        : undefined,
    );
  }
  return keysByType.get(type);
}

/** Whether the Kubernetes client knows a type, such as `V1Deployment`. */
export function isKnownType(type: string): boolean {
  return keysOf(type) !== undefined;
}

/**
 * Keys that a type of the Kubernetes API does not have. The API server drops
 * them without a word, so what they were to say would not happen.
 *
 * @param type - such as `V1Deployment`, as the Kubernetes client calls it
 */
export function findUnknownKeys(
  value: unknown,
  type: string,
  path = '',
): ObjectFault[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const at = (key: string | number) => (path ? `${path}.${key}` : `${key}`);
  const item = LIST.exec(type)?.[1];
  if (item !== undefined) {
    return Array.isArray(value)
      ? value.flatMap((each, index) => findUnknownKeys(each, item, at(index)))
      : [];
  }
  const entry = MAP.exec(type)?.[1];
  if (entry !== undefined) {
    return Object.entries(value).flatMap(([key, each]) =>
      findUnknownKeys(each, entry, at(key)),
    );
  }
  const keys = keysOf(type);
  if (!keys) {
    return [];
  }
  return Object.entries(value).flatMap(([key, each]) => {
    const known = keys.get(key);
    return known === undefined
      ? [{ path: at(key), message: 'Kubernetes knows no such field' }]
      : findUnknownKeys(each, known, at(key));
  });
}
