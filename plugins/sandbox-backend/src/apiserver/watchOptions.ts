import { StatusError } from '../store/StatusError';
import { readCount, readFlag } from './queryParameters';

/** Where a watch begins, and what it sends besides changes. */
export interface WatchOptions {
  /** Version to go on from; undefined for what there is now. */
  since: number | undefined;
  /** Whether all that is there comes first, as if it was added. */
  initialEvents: boolean;
  /** Whether a bookmark says that this was all. */
  initialEventsEnd: boolean;
  bookmarks: boolean;
  timeoutMs: number | undefined;
}

/**
 * Reads the parameters of a watch.
 *
 * @remarks
 * Checks what `ValidateListOptions` of k8s.io/apimachinery/pkg/apis/meta does,
 * and follows KEP-3157 in what `sendInitialEvents` means.
 *
 * @throws StatusError when they contradict each other
 */
export function readWatchOptions(query: URLSearchParams): WatchOptions {
  const match = query.get('resourceVersionMatch') ?? '';
  const bookmarks = readFlag(query, 'allowWatchBookmarks');
  const chosen = query.has('sendInitialEvents');
  if (!chosen && match) {
    throw forbidden(
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    );
  }
  if (chosen && match !== 'NotOlderThan') {
    throw forbidden(
      'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
  if (chosen && !bookmarks) {
    throw forbidden(
      'sendInitialEvents: Forbidden: sendInitialEvents requires setting allowWatchBookmarks to true',
    );
  }
  // Version 0 stands for any, as does none.
  const since = readCount(query, 'resourceVersion') || undefined;
  const timeoutSeconds = readCount(query, 'timeoutSeconds');
  const sends = readFlag(query, 'sendInitialEvents');
  return {
    since: sends ? undefined : since,
    initialEvents: chosen ? sends : since === undefined,
    initialEventsEnd: sends,
    bookmarks,
    timeoutMs: timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000,
  };
}

function forbidden(fault: string): StatusError {
  return new StatusError(
    'Invalid',
    `ListOptions.meta.k8s.io "" is invalid: ${fault}`,
  );
}
