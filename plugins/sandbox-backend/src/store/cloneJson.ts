/**
 * A copy that is what its JSON would be read back as: without undefined
 * fields, so that two objects are equal exactly when their JSON is.
 */
export function cloneJson<T>(value: T): T {
  return reuseUnchanged(undefined, value);
}

/**
 * A copy as `cloneJson` makes it, with the parts of an earlier version in the
 * place of those that are equal; that version itself when nothing differs. So
 * versions share what they have in common, and a change is found by identity.
 *
 * @param before - has to be such a copy itself
 */
export function reuseUnchanged<T>(before: unknown, value: T): T {
  return copy(before, value) as T;
}

function copy(before: unknown, value: unknown): unknown {
  if (typeof value === 'number') {
    // JSON has no other numbers.
    return Number.isFinite(value) ? value : null;
  }
  if (typeof value !== 'object' || value === null || before === value) {
    return value;
  }
  if (hasOwnJson(value)) {
    return copy(before, value.toJSON());
  }
  return Array.isArray(value)
    ? copyArray(before, value)
    : copyObject(before, value);
}

function copyArray(before: unknown, value: readonly unknown[]): unknown {
  const known: readonly unknown[] = Array.isArray(before) ? before : [];
  const items = value.map((item, index) => copy(known[index], item) ?? null);
  return known === before &&
    known.length === items.length &&
    items.every((item, index) => item === known[index])
    ? known
    : items;
}

function copyObject(before: unknown, value: object): unknown {
  const known: Record<string, unknown> | undefined = isFields(before)
    ? before
    : undefined;
  const result: Record<string, unknown> = {};
  let differs = known === undefined;
  let size = 0;
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) {
      continue;
    }
    const had = known !== undefined && Object.hasOwn(known, key);
    const part = copy(had ? known[key] : undefined, field);
    define(result, key, part);
    size += 1;
    differs ||= !had || part !== known?.[key];
  }
  return differs || size !== Object.keys(known ?? {}).length ? result : known;
}

function define(
  fields: Record<string, unknown>,
  key: string,
  value: unknown,
): void {
  if (key === '__proto__') {
    // An assignment would not make a field of it.
    const own = { value, configurable: true, enumerable: true, writable: true };
    Object.defineProperty(fields, key, own);
  } else {
    fields[key] = value;
  }
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOwnJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
