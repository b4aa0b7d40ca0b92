/**
 * What a form holds, as the input of a capability: parts that were left empty
 * are left out, so that they stay as they are.
 *
 * @remarks
 * Empty text is a value, as that of an environment variable is.
 *
 * @public
 */
export function withoutEmptyParts(
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [
        name,
        isData(value) ? withoutEmptyParts(value) : value,
      ])
      .filter(([, value]) => value !== undefined && !isEmptyData(value)),
  );
}

function isData(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyData(value: unknown): boolean {
  return isData(value) && Object.keys(value).length === 0;
}
