import type { KubeObject } from '../store/objects';
import { StatusError } from '../store/StatusError';

/** Whether an object is meant. */
export type Selector = (object: KubeObject) => boolean;

/**
 * What the `labelSelector` and `fieldSelector` of a request select.
 *
 * @throws StatusError when one of them cannot be read
 */
export function readSelector(query: URLSearchParams): Selector {
  const requirements = [
    ...split(query.get('labelSelector')).map(labelRequirement),
    ...split(query.get('fieldSelector')).map(fieldRequirement),
  ];
  return object => requirements.every(selects => selects(object));
}

/** Splits at commas outside of parentheses. */
function split(selector: string | null): string[] {
  return (selector ?? '')
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(Boolean);
}

function labelRequirement(requirement: string): Selector {
  const label = (object: KubeObject, key: string) =>
    object.metadata.labels?.[key];
  const set = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(requirement);
  if (set) {
    const [, key, operator, list] = set;
    const values = list.split(',').map(value => value.trim());
    return object => {
      const value = label(object, key);
      const included = value !== undefined && values.includes(value);
      return operator === 'in' ? included : !included;
    };
  }
  const equality = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(requirement);
  if (equality) {
    const [, key, operator, value] = equality;
    return object => (label(object, key) === value) === (operator !== '!=');
  }
  const existence = /^(!?)([\w./-]+)$/.exec(requirement);
  if (existence) {
    const [, negated, key] = existence;
    return object => (label(object, key) === undefined) === Boolean(negated);
  }
  throw new StatusError(
    'BadRequest',
    `unable to parse requirement: found '${requirement}'`,
  );
}

function fieldRequirement(requirement: string): Selector {
  const parsed = /^([\w.]+)(==|=|!=)(.*)$/.exec(requirement);
  if (!parsed) {
    throw new StatusError(
      'BadRequest',
      `invalid field selector: "${requirement}"`,
    );
  }
  const [, path, operator, value] = parsed;
  return object =>
    (readField(object, path.split('.')) === value) === (operator !== '!=');
}

function readField(value: unknown, path: readonly string[]): string {
  const found = path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? Object.getOwnPropertyDescriptor(inner, key)?.value
        : undefined,
    value,
  );
  return found === undefined ? '' : String(found);
}
