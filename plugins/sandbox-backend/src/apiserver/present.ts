import type { KubeObject } from '../store/objects';
import { apiVersionOf, type ResourceType } from '../store/resources';
import type { ListPage } from './listPage';
import type { ResourceRequest } from './resourceRequest';
import { toTable } from './table';

/** An object in the form that a request asks for: as it is, or as a table. */
export function presentObject(
  request: ResourceRequest,
  object: KubeObject,
  now: Date,
): object {
  return wantsTable(request)
    ? table(
        request,
        [object],
        { resourceVersion: object.metadata.resourceVersion },
        now,
      )
    : object;
}

/** A list of objects in the form that a request asks for. */
export function presentList(
  request: ResourceRequest,
  { items, metadata }: ListPage,
  now: Date,
): object {
  return wantsTable(request)
    ? table(request, items, metadata, now)
    : listOf(request.target.type, items, metadata);
}

/** Objects as a list of their kind. */
export function listOf(
  type: ResourceType,
  items: readonly object[],
  metadata: ListPage['metadata'],
) {
  return {
    kind: `${type.kind}List`,
    apiVersion: apiVersionOf(type),
    metadata,
    items,
  };
}

function table(
  { target, query }: ResourceRequest,
  objects: readonly KubeObject[],
  metadata: ListPage['metadata'],
  now: Date,
): object {
  return toTable({
    type: target.type,
    objects,
    metadata,
    now,
    include: query.get('includeObject') === 'Object' ? 'Object' : 'Metadata',
  });
}

function wantsTable({ accept }: ResourceRequest): boolean {
  return /as=Table/.test(accept);
}
