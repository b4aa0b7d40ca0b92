import { isDeepStrictEqual } from 'node:util';
import type { ServiceSpec } from './ServicePatch';

/** Names of the settings that differ, in the order of the alphabet. */
export function changedSettings(
  before: ServiceSpec,
  after: ServiceSpec,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const earlier = new Map(Object.entries(before));
  const later = new Map(Object.entries(after));
  return [...names]
    .filter(name => !isDeepStrictEqual(earlier.get(name), later.get(name)))
    .sort();
}

/** Names as a sentence lists them: "env, port and probes". */
export function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
