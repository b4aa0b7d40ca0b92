import { StatusError } from '../store/StatusError';

/** Whether a parameter of the query is set. */
export function readFlag(query: URLSearchParams, name: string): boolean {
  return ['true', '1'].includes(query.get(name) ?? '');
}

/**
 * A whole number in the query; undefined when it is left out or empty.
 *
 * @throws StatusError when it is anything else
 */
export function readCount(
  query: URLSearchParams,
  name: string,
): number | undefined {
  const value = query.get(name);
  if (!value) {
    return undefined;
  }
  if (!/^\d{1,15}$/.test(value)) {
    throw new StatusError(
      'BadRequest',
      `${name}: Invalid value: ${JSON.stringify(value)}: must be a whole number`,
    );
  }
  return Number(value);
}

/**
 * Whether a request only asks what would come of it.
 *
 * @param others - what the body says about it
 * @throws StatusError when it says something else than `All`
 */
export function readDryRun(
  query: URLSearchParams,
  others: readonly string[] = [],
): boolean {
  const values = [...query.getAll('dryRun'), ...others].filter(Boolean);
  const unknown = values.find(value => value !== 'All');
  if (unknown !== undefined) {
    throw new StatusError(
      'Invalid',
      `dryRun: Unsupported value: ${JSON.stringify(unknown)}: supported values: "All"`,
    );
  }
  return values.length > 0;
}
