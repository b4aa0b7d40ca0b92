import { type KubeObject, objectKey } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import type { ResourceType } from '../store/resources';
import { StatusError } from '../store/StatusError';
import {
  type ContinueToken,
  decodeContinue,
  encodeContinue,
  expiredContinue,
} from './continueToken';
import { readCount } from './queryParameters';
import type { Selector } from './selectors';

/** A part of a list. */
export interface ListPage {
  items: KubeObject[];
  metadata: {
    resourceVersion: string;
    /** How to get the next part; left out at the end. */
    continue?: string;
    /** Left out where selectors would make it a guess. */
    remainingItemCount?: number;
  };
}

/**
 * The part of a list that a request asks for, ordered by namespace and name.
 *
 * @remarks
 * Follows "Resource versions" and "Retrieving large results sets in chunks" of
 * the Kubernetes API concepts: all parts are of the same version, a `limit`
 * does nothing with version 0.
 *
 * @throws StatusError when its parameters contradict each other or the version
 * is forgotten or not reached yet
 */
export function listPage(options: {
  store: ObjectStore;
  type: ResourceType;
  namespace: string | undefined;
  selects: Selector;
  query: URLSearchParams;
}): ListPage {
  const { store, type, namespace, selects, query } = options;
  const token = query.get('continue');
  const from = token ? decodeContinue(token) : undefined;
  const { version, exact } = readVersion(query, from, store.resourceVersion);
  const limit = query.get('resourceVersion') === '0' ? 0 : readLimit(query);
  const all = exact
    ? listAt(store, type, version, from)
    : store.list(type, namespace);
  const inside = all.filter(
    object =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      selects(object),
  );
  const rest = inside
    .map(object => ({ key: objectKey(object), object }))
    .filter(({ key }) => from === undefined || key > from.after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = limit > 0 ? rest.slice(0, limit) : rest;
  const remaining = rest.length - page.length;
  const last = page.at(-1);
  return {
    items: page.map(({ object }) => object),
    metadata: {
      resourceVersion: String(version),
      ...(remaining > 0 &&
        last && {
          continue: encodeContinue({
            resourceVersion: version,
            after: last.key,
          }),
          ...(!hasSelector(query) && { remainingItemCount: remaining }),
        }),
    },
  };
}

function readVersion(
  query: URLSearchParams,
  from: ContinueToken | undefined,
  current: number,
): { version: number; exact: boolean } {
  const wanted = readCount(query, 'resourceVersion');
  const match = query.get('resourceVersionMatch') ?? '';
  checkMatch(query, match, wanted, from);
  if (from) {
    return from.resourceVersion === -1
      ? { version: current, exact: false }
      : { version: from.resourceVersion, exact: true };
  }
  if (wanted !== undefined && wanted > current) {
    throw StatusError.tooLarge(wanted, current);
  }
  return match === 'Exact'
    ? { version: wanted ?? current, exact: true }
    : { version: current, exact: false };
}

/** Follows `ValidateListOptions` of k8s.io/apimachinery/pkg/apis/meta. */
function checkMatch(
  query: URLSearchParams,
  match: string,
  wanted: number | undefined,
  from: ContinueToken | undefined,
): void {
  if (query.has('sendInitialEvents')) {
    throw invalid(
      'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
    );
  }
  if (from && wanted !== undefined && wanted > 0) {
    throw new StatusError(
      'BadRequest',
      'specifying resource version is not allowed when using continue',
    );
  }
  if (!match) {
    return;
  }
  if (wanted === undefined) {
    throw invalid(
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
  }
  if (from) {
    throw invalid(
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided',
    );
  }
  if (!['Exact', 'NotOlderThan'].includes(match)) {
    throw invalid(
      `resourceVersionMatch: Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`,
    );
  }
  if (match === 'Exact' && wanted === 0) {
    throw invalid(
      'resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    );
  }
}

function listAt(
  store: ObjectStore,
  type: ResourceType,
  version: number,
  from: ContinueToken | undefined,
): KubeObject[] {
  try {
    return store.listAt(type, version);
  } catch (error) {
    if (from && error instanceof StatusError && error.reason === 'Expired') {
      throw expiredContinue(from);
    }
    throw error;
  }
}

function readLimit(query: URLSearchParams): number {
  return readCount(query, 'limit') ?? 0;
}

function hasSelector(query: URLSearchParams): boolean {
  return ['labelSelector', 'fieldSelector'].some(name => query.get(name));
}

function invalid(fault: string): StatusError {
  return new StatusError(
    'Invalid',
    `ListOptions.meta.k8s.io "" is invalid: ${fault}`,
  );
}
