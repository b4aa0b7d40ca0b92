import type { Pod } from '../store/objects';
import { StatusError } from '../store/StatusError';
import { readCount, readFlag } from './queryParameters';

/** What somebody wants of a log. */
export interface LogOptions {
  previous: boolean;
  follow: boolean;
  timestamps: boolean;
  /** Lines at the end; undefined for all. */
  tailLines: number | undefined;
  limitBytes: number | undefined;
  /** Milliseconds since 1970 that lines may be as old as. */
  since: number | undefined;
}

/**
 * Reads the parameters of a request for logs.
 *
 * @remarks
 * Checks what `ValidatePodLogOptions` of Kubernetes checks.
 *
 * @throws StatusError when they make no sense
 */
export function readLogOptions(
  query: URLSearchParams,
  pod: Pod,
  now: Date,
): LogOptions {
  const invalid = (fault: string) =>
    new StatusError(
      'Invalid',
      `PodLogOptions "${pod.metadata.name}" is invalid: ${fault}`,
    );
  const atLeastOne = (name: string) => {
    const count = readCount(query, name);
    if (count === 0) {
      throw invalid(`${name}: Invalid value: 0: must be greater than 0`);
    }
    return count;
  };
  const sinceSeconds = atLeastOne('sinceSeconds');
  const sinceTime = query.get('sinceTime') || undefined;
  if (sinceSeconds !== undefined && sinceTime) {
    throw invalid(
      'sinceSeconds: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    );
  }
  const time = sinceTime === undefined ? undefined : Date.parse(sinceTime);
  if (Number.isNaN(time)) {
    throw new StatusError(
      'BadRequest',
      `sinceTime: Invalid value: ${JSON.stringify(sinceTime)}: must be a time such as 2026-01-31T12:00:00Z`,
    );
  }
  return {
    previous: readFlag(query, 'previous'),
    follow: readFlag(query, 'follow'),
    timestamps: readFlag(query, 'timestamps'),
    tailLines: readCount(query, 'tailLines'),
    limitBytes: atLeastOne('limitBytes'),
    since:
      sinceSeconds === undefined ? time : now.getTime() - sinceSeconds * 1000,
  };
}
