import type { KubeObject } from '../store/objects';
import { apiVersionOf, type ResourceType } from '../store/resources';
import type { ResourceRequest } from './resourceRequest';
import { toTable } from './table';

/** An object in the form that a request asks for: as it is, or as a table. */
export function presentObject(
  request: ResourceRequest,
  object: KubeObject,
  now: Date,
): object {
  return wantsTable(request)
    ? table(request, [object], object.metadata.resourceVersion, now)
    : object;
}

/** A list of objects in the form that a request asks for. */
export function presentList(
  request: ResourceRequest,
  objects: readonly KubeObject[],
  resourceVersion: string,
  now: Date,
): object {
  return wantsTable(request)
    ? table(request, objects, resourceVersion, now)
    : listOf(request.target.type, objects, resourceVersion);
}

/** Objects as a list of their kind. */
export function listOf(
  type: ResourceType,
  items: readonly KubeObject[],
  resourceVersion: string,
) {
  return {
    kind: `${type.kind}List`,
    apiVersion: apiVersionOf(type),
    metadata: { resourceVersion },
    items,
  };
}

function table(
  { target, query }: ResourceRequest,
  objects: readonly KubeObject[],
  resourceVersion: string,
  now: Date,
): object {
  return toTable({
    type: target.type,
    objects,
    resourceVersion,
    now,
    include: query.get('includeObject') === 'Object' ? 'Object' : 'Metadata',
  });
}

function wantsTable({ accept }: ResourceRequest): boolean {
  return /as=Table/.test(accept);
}
