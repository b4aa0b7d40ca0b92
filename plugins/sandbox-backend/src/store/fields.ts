/** What somebody sent, before anything is known of its shape. */
export type Fields = Record<string, unknown>;

/** A copy of an object; nothing when it is none. */
export function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** A list; nothing when it is none. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
