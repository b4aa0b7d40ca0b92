/** What somebody sent, before anything is known of its shape. */
export type Fields = Record<string, unknown>;

/**
 * The fields of an object that are set, so that defaults take the place of the
 * others; nothing when it is no object.
 */
export function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).filter(([, field]) => field !== undefined),
      )
    : {};
}

/** A list; nothing when it is none. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
