import type { ServerResponse } from 'node:http';
import type { Clock } from '@mctl/plugin-cluster-node';
import { z } from 'zod';
import type { KubeObject, ObjectDraft, Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import {
  apiVersionOf,
  PODS,
  qualifiedName,
  type ResourceType,
} from '../store/resources';
import { StatusError } from '../store/StatusError';
import { sendJson } from './sendJson';
import { APPLY_PATCH, parseDraft, patchObject } from './patch';
import type { RequestTarget } from './requestTarget';
import { readSelector } from './selectors';
import { toTable } from './table';
import { streamWatch } from './watchStream';

/** A request for a resource. */
export interface ResourceRequest {
  method: string;
  target: RequestTarget;
  query: URLSearchParams;
  accept: string;
  contentType: string;
  body: string;
  response: ServerResponse;
}

/** Logs of a container, as the kubelet would hand them out. */
export type ReadLogs = (
  pod: Pod,
  options: {
    container: string | undefined;
    previous: boolean;
    tailLines: number | undefined;
  },
) => string;

export interface ResourceHandlerOptions {
  store: ObjectStore;
  clock: Clock;
  readLogs: ReadLogs;
}

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const deleteOptionsSchema = z.object({
  gracePeriodSeconds: z.number().optional(),
  propagationPolicy: z.enum(['Background', 'Foreground', 'Orphan']).optional(),
  preconditions: z.object({ uid: z.string().optional() }).optional(),
});

/** The verbs of the Kubernetes API on the objects of the store. */
export class ResourceHandler {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #readLogs: ReadLogs;

  static create(options: ResourceHandlerOptions): ResourceHandler {
    return new ResourceHandler(options);
  }

  private constructor(options: ResourceHandlerOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#readLogs = options.readLogs;
  }

  async handle(request: ResourceRequest): Promise<void> {
    const { target, method } = request;
    if (request.contentType === PROTOBUF) {
      throw new StatusError(
        'UnsupportedMediaType',
        'the sandbox cluster reads JSON and YAML only; send the object as one of them, such as with "kubectl create -f"',
      );
    }
    if (target.subresource === 'log' && target.type === PODS) {
      this.#logs(request);
      return;
    }
    if (target.subresource !== undefined && !isStatus(target)) {
      throw new StatusError(
        'NotFound',
        'the server could not find the requested resource',
      );
    }
    const verb = `${method} ${target.name === undefined ? 'list' : 'one'}`;
    switch (verb) {
      case 'GET list':
        this.#list(request);
        return;
      case 'GET one':
        this.#answer(request, 200, this.#find(target));
        return;
      case 'POST list':
        this.#create(request);
        return;
      case 'PUT one':
        this.#answer(request, 200, this.#replace(request));
        return;
      case 'PATCH one':
        this.#patch(request);
        return;
      case 'DELETE one':
        this.#delete(request);
        return;
      case 'DELETE list':
        this.#deleteAll(request);
        return;
      default:
        throw new StatusError(
          'MethodNotAllowed',
          'the server does not allow this method on the requested resource',
        );
    }
  }

  #list(request: ResourceRequest): void {
    const { target, query, response } = request;
    const { type, namespace } = target;
    const matches = readSelector(query);
    const selects = (object: KubeObject) =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      matches(object);
    const resourceVersion = query.get('resourceVersion');
    if (isTrue(query.get('watch'))) {
      const timeout = query.get('timeoutSeconds');
      streamWatch({
        request: {
          type,
          selects,
          since:
            resourceVersion && resourceVersion !== '0'
              ? Number(resourceVersion)
              : undefined,
          bookmarks: isTrue(query.get('allowWatchBookmarks')),
          timeoutMs: timeout ? Number(timeout) * 1000 : undefined,
          present: object => this.#present(request, object),
        },
        store: this.#store,
        clock: this.#clock,
        response,
      });
      return;
    }
    const objects = this.#store.list(type, namespace).filter(selects);
    const version = String(this.#store.resourceVersion);
    sendJson(
      response,
      200,
      wantsTable(request)
        ? this.#table(request, objects, version)
        : list(type, objects, version),
    );
  }

  #create(request: ResourceRequest): void {
    const { target } = request;
    const { type, namespace } = target;
    const draft = parseDraft(request.body);
    checkKind(type, draft);
    if (namespace && draft.metadata?.namespace) {
      checkNamespace(namespace, draft.metadata.namespace);
    }
    const created = this.#store.create(type, {
      ...draft,
      metadata: { ...draft.metadata, ...(namespace && { namespace }) },
    });
    this.#answer(request, 201, created);
  }

  #replace({ target, body }: ResourceRequest): KubeObject {
    const draft = parseDraft(body);
    checkKind(target.type, draft);
    return this.#store.replace(target.type, draft, {
      namespace: target.namespace,
      name: nameOf(target),
      status: isStatus(target),
    });
  }

  #patch(request: ResourceRequest): void {
    const { target, contentType, body } = request;
    const { type, namespace } = target;
    const name = nameOf(target);
    const current = this.#store.get(type, namespace, name);
    if (!current && contentType === APPLY_PATCH) {
      const draft = parseDraft(body);
      checkKind(type, draft);
      const created = this.#store.create(type, {
        ...draft,
        metadata: { ...draft.metadata, name, ...(namespace && { namespace }) },
      });
      this.#answer(request, 201, created);
      return;
    }
    if (!current) {
      throw StatusError.notFound(type, name);
    }
    const draft = patchObject({ current, contentType, body });
    const patched = this.#store.replace(type, draft, {
      namespace,
      name,
      status: isStatus(target),
    });
    this.#answer(request, 200, patched);
  }

  #delete(request: ResourceRequest): void {
    const { target } = request;
    const { type, namespace } = target;
    const name = nameOf(target);
    const deleted = this.#store.delete(
      type,
      namespace,
      name,
      readDeleteOptions(request),
    );
    if (this.#store.getByUid(deleted.metadata.uid)) {
      this.#answer(request, 200, deleted);
      return;
    }
    sendJson(request.response, 200, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name, kind: type.plural, uid: deleted.metadata.uid },
    });
  }

  #deleteAll(request: ResourceRequest): void {
    const { type, namespace } = request.target;
    const options = readDeleteOptions(request);
    const deleted = this.#store
      .list(type, namespace)
      .filter(readSelector(request.query))
      .map(({ metadata }) =>
        this.#store.delete(type, metadata.namespace, metadata.name, options),
      );
    const version = String(this.#store.resourceVersion);
    sendJson(request.response, 200, list(type, deleted, version));
  }

  #logs({ target, query, response }: ResourceRequest): void {
    const name = nameOf(target);
    const pod = this.#store.get(PODS, target.namespace, name);
    if (!pod) {
      throw StatusError.notFound(PODS, name);
    }
    const tailLines = query.get('tailLines');
    const logs = this.#readLogs(pod, {
      container: query.get('container') ?? undefined,
      previous: isTrue(query.get('previous')),
      tailLines: tailLines === null ? undefined : Number(tailLines),
    });
    response.writeHead(200, { 'content-type': 'text/plain' }).end(logs);
  }

  #find(target: RequestTarget): KubeObject {
    const name = nameOf(target);
    const found = this.#store.get(target.type, target.namespace, name);
    if (!found) {
      throw StatusError.notFound(target.type, name);
    }
    return found;
  }

  #answer(request: ResourceRequest, status: number, object: KubeObject): void {
    sendJson(request.response, status, this.#present(request, object));
  }

  #present(request: ResourceRequest, object: KubeObject): object {
    return wantsTable(request)
      ? this.#table(request, [object], object.metadata.resourceVersion)
      : object;
  }

  #table(
    request: ResourceRequest,
    objects: readonly KubeObject[],
    resourceVersion: string,
  ): object {
    return toTable({
      type: request.target.type,
      objects,
      resourceVersion,
      now: this.#clock.now(),
      include:
        request.query.get('includeObject') === 'Object' ? 'Object' : 'Metadata',
    });
  }
}

function list(
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

function readDeleteOptions({ body, query }: ResourceRequest) {
  const parsed = deleteOptionsSchema.safeParse(body ? parseDraft(body) : {});
  if (!parsed.success) {
    throw new StatusError('BadRequest', z.prettifyError(parsed.error));
  }
  const { gracePeriodSeconds, propagationPolicy, preconditions } = parsed.data;
  const grace = query.get('gracePeriodSeconds');
  return {
    gracePeriodSeconds:
      gracePeriodSeconds ?? (grace ? Number(grace) : undefined),
    propagation: propagationPolicy,
    uid: preconditions?.uid,
  };
}

function checkKind(type: ResourceType, draft: ObjectDraft): void {
  if (draft.kind !== undefined && draft.kind !== type.kind) {
    throw new StatusError(
      'BadRequest',
      `${type.kind} in version "${type.version}" cannot be handled as a ${draft.kind}: the kind does not fit the resource ${qualifiedName(type)}`,
    );
  }
  if (
    draft.apiVersion !== undefined &&
    draft.apiVersion !== apiVersionOf(type)
  ) {
    throw new StatusError(
      'BadRequest',
      `the API version in the data (${draft.apiVersion}) does not match the expected API version (${apiVersionOf(type)})`,
    );
  }
}

function checkNamespace(ofRequest: string, ofObject: string): void {
  if (ofRequest !== ofObject) {
    throw new StatusError(
      'BadRequest',
      `the namespace of the provided object does not match the namespace sent on the request`,
    );
  }
}

function nameOf(target: RequestTarget): string {
  return target.name ?? '';
}

function isStatus({ type, subresource }: RequestTarget): boolean {
  return subresource === 'status' && type.hasStatus;
}

function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1';
}

function wantsTable(request: ResourceRequest): boolean {
  return /as=Table/.test(request.accept);
}
