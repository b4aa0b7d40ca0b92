import type { Clock } from '@mctl/plugin-cluster-node';
import type { PodLogs } from '../logs/PodLogs';
import type { KubeObject } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { PODS } from '../store/resources';
import { StatusError } from '../store/StatusError';
import { APPLY_PATCH, parseDraft, patchObject } from './patch';
import { streamPodLogs } from './podLogs';
import { listOf, presentList, presentObject } from './present';
import { readCount, readFlag } from './queryParameters';
import {
  checkContentType,
  checkKind,
  checkNamespace,
  readDeleteOptions,
  type ResourceRequest,
} from './resourceRequest';
import type { RequestTarget } from './requestTarget';
import { readSelector } from './selectors';
import { sendJson } from './sendJson';
import { streamWatch } from './watchStream';

export interface ResourceHandlerOptions {
  store: ObjectStore;
  clock: Clock;
  logs: PodLogs;
}

/** The verbs of the Kubernetes API on the objects of the store. */
export class ResourceHandler {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #podLogs: PodLogs;

  static create(options: ResourceHandlerOptions): ResourceHandler {
    return new ResourceHandler(options);
  }

  private constructor(options: ResourceHandlerOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#podLogs = options.logs;
  }

  async handle(request: ResourceRequest): Promise<void> {
    const { target, method } = request;
    checkContentType(request);
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
    const { type, namespace, name } = target;
    const everywhere = type.namespaced && namespace === undefined;
    const verb = `${method} ${name === undefined ? 'list' : 'one'}`;
    if (everywhere && verb !== 'GET list') {
      throw notAllowed();
    }
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
        throw notAllowed();
    }
  }

  #list(request: ResourceRequest): void {
    const { target, query, response } = request;
    const { type, namespace } = target;
    const matches = readSelector(query);
    const selects = (object: KubeObject) =>
      (namespace === undefined || object.metadata.namespace === namespace) &&
      matches(object);
    if (readFlag(query, 'watch')) {
      const timeoutSeconds = readCount(query, 'timeoutSeconds');
      streamWatch({
        request: {
          type,
          selects,
          // Version 0 stands for any: it begins with all there is.
          since: readCount(query, 'resourceVersion') || undefined,
          bookmarks: readFlag(query, 'allowWatchBookmarks'),
          timeoutMs:
            timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000,
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
      presentList(request, objects, version, this.#clock.now()),
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
    sendJson(request.response, 200, listOf(type, deleted, version));
  }

  #logs({ target, query, response }: ResourceRequest): void {
    const name = nameOf(target);
    const pod = this.#store.get(PODS, target.namespace, name);
    if (!pod) {
      throw StatusError.notFound(PODS, name);
    }
    streamPodLogs({
      pod,
      query,
      logs: this.#podLogs,
      store: this.#store,
      clock: this.#clock,
      response,
    });
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
    return presentObject(request, object, this.#clock.now());
  }
}

function notAllowed(): StatusError {
  return new StatusError(
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  );
}

function nameOf(target: RequestTarget): string {
  return target.name ?? '';
}

function isStatus({ type, subresource }: RequestTarget): boolean {
  return subresource === 'status' && type.hasStatus;
}
