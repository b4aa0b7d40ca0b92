import { toUSVString } from 'node:util';
import { podNamePattern, requireName } from '../podNamePattern';
import type { LogRequest } from './types';

/**
 * The LogQL query for the lines of a service.
 *
 * @throws RangeError when a name is none
 */
export function lokiQuery(
  request: Pick<
    LogRequest,
    'namespace' | 'service' | 'container' | 'contains' | 'pattern'
  >,
): string {
  const { namespace, service, container, contains, pattern } = request;
  const labels = [
    `namespace="${requireName(namespace)}"`,
    `pod=~"${podNamePattern(service)}"`,
    ...(container === undefined
      ? []
      : [`container="${requireName(container)}"`]),
  ];
  const filters = [
    ...(contains ? [`|= ${goString(contains)}`] : []),
    ...(pattern ? [`|~ ${goString(pattern)}`] : []),
  ];
  return [`{${labels.join(',')}}`, ...filters].join(' ');
}

/** A string literal of Go: JSON's is one when it is well-formed. */
function goString(text: string): string {
  return JSON.stringify(toUSVString(text));
}
