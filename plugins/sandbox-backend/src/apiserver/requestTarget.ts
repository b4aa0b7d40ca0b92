import { stringifyError } from '@backstage/errors';
import { RESOURCE_TYPES, type ResourceType } from '../store/resources';
import { StatusError } from '../store/StatusError';
import { METRICS_TYPES } from './PodMetricsReader';

/** What the path of a request names. */
export interface RequestTarget {
  type: ResourceType;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

/**
 * What a path below `/api` or `/apis` names, or nothing when the API has no
 * such resource.
 *
 * @throws StatusError when the path cannot be decoded
 */
export function parseTarget(pathname: string): RequestTarget | undefined {
  const segments = pathname.split('/').filter(Boolean).map(decodeSegment);
  const core = segments[0] === 'api';
  const [group, version] = core ? ['', segments[1]] : segments.slice(1, 3);
  const rest = segments.slice(core ? 2 : 3);
  const find = (plural: string | undefined) =>
    [...RESOURCE_TYPES, ...METRICS_TYPES].find(
      type =>
        type.group === group &&
        type.version === version &&
        type.plural === plural,
    );

  if (rest[0] === 'namespaces' && rest.length > 2) {
    const inside = find(rest[2]);
    if (inside?.namespaced && rest.length <= 5) {
      return {
        type: inside,
        namespace: rest[1],
        name: rest[3],
        subresource: rest[4],
      };
    }
  }
  const type = find(rest[0]);
  if (!type || rest.length > (type.namespaced ? 1 : 3)) {
    return undefined;
  }
  return { type, namespace: undefined, name: rest[1], subresource: rest[2] };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    throw new StatusError(
      'BadRequest',
      `the path of the request is invalid: ${stringifyError(error)}`,
    );
  }
}
