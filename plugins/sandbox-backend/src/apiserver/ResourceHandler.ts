import type { Clock } from '@mctl/plugin-cluster-node';
import type { PodLogs } from '../logs/PodLogs';
import type { UsageSource } from '../metrics/UsageSource';
import type {
  Deployment,
  KubeObject,
  ObjectDraft,
  ReplicaSet,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { PODS } from '../store/resources';
import { StatusError } from '../store/StatusError';
import { isConnection, refuseConnection } from './connect';
import { checkEviction } from './eviction';
import { listPage } from './listPage';
import { APPLY_PATCH, parseDraft, patchObject } from './patch';
import { METRICS_TYPES, PodMetricsReader } from './PodMetricsReader';
import { streamPodLogs } from './podLogs';
import { listOf, presentList, presentObject } from './present';
import { readDryRun, readFlag } from './queryParameters';
import {
  checkAccept,
  checkContentType,
  checkKind,
  checkNamespace,
  readDeleteOptions,
  readEviction,
  type ResourceRequest,
} from './resourceRequest';
import type { RequestTarget } from './requestTarget';
import { SCALABLE, scaleOf, withScale } from './scale';
import { readSelector } from './selectors';
import { sendJson } from './sendJson';
import { readWatchOptions } from './watchOptions';
import { streamWatch } from './watchStream';

export interface ResourceHandlerOptions {
  store: ObjectStore;
  clock: Clock;
  logs: PodLogs;
  /** Without it, there are no metrics, as without a metrics server. */
  usage?: UsageSource;
}

/** The verbs of the Kubernetes API on the objects of the store. */
export class ResourceHandler {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #podLogs: PodLogs;
  readonly #metrics: PodMetricsReader | undefined;

  static create(options: ResourceHandlerOptions): ResourceHandler {
    return new ResourceHandler(options);
  }

  private constructor(options: ResourceHandlerOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#podLogs = options.logs;
    const { store, clock, usage } = options;
    this.#metrics = usage && new PodMetricsReader({ store, clock, usage });
  }

  async handle(request: ResourceRequest): Promise<void> {
    const { target, method } = request;
    checkContentType(request);
    if (target.subresource !== undefined && !isStatus(target)) {
      this.#handleSubresource(request);
      return;
    }
    checkAccept(request);
    if (METRICS_TYPES.includes(target.type)) {
      this.#readMetrics(request);
      return;
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

  #readMetrics(request: ResourceRequest): void {
    const { target, method, query, response } = request;
    const { type, namespace, name } = target;
    if (method !== 'GET' || readFlag(query, 'watch')) {
      throw notAllowed();
    }
    if (!this.#metrics) {
      throw new StatusError(
        'ServiceUnavailable',
        'the server is currently unable to handle the request',
      );
    }
    if (name !== undefined) {
      this.#answer(request, 200, this.#metrics.get(type, namespace, name));
      return;
    }
    const items = this.#metrics
      .list(type, namespace)
      .filter(readSelector(type, query));
    const page = { items, metadata: { resourceVersion: '' } };
    sendJson(response, 200, presentList(request, page, this.#clock.now()));
  }

  #handleSubresource(request: ResourceRequest): void {
    const { target, method } = request;
    const { type, subresource } = target;
    if (type === PODS && subresource === 'log' && method === 'GET') {
      this.#logs(request);
    } else if (type === PODS && subresource === 'eviction') {
      this.#evict(request);
    } else if (type === PODS && subresource && isConnection(subresource)) {
      this.#find(target);
      throw refuseConnection(subresource);
    } else if (SCALABLE.includes(type) && subresource === 'scale') {
      this.#scale(request);
    } else {
      throw new StatusError(
        'NotFound',
        'the server could not find the requested resource',
      );
    }
  }

  #list(request: ResourceRequest): void {
    const { target, query, response } = request;
    const { type, namespace } = target;
    const matches = readSelector(type, query);
    if (readFlag(query, 'watch')) {
      streamWatch({
        request: {
          ...readWatchOptions(query),
          type,
          selects: object =>
            (namespace === undefined ||
              object.metadata.namespace === namespace) &&
            matches(object),
          present: object => this.#present(request, object),
        },
        store: this.#store,
        clock: this.#clock,
        response,
      });
      return;
    }
    const page = listPage({
      store: this.#store,
      type,
      namespace,
      selects: matches,
      query,
    });
    sendJson(response, 200, presentList(request, page, this.#clock.now()));
  }

  #create(request: ResourceRequest): void {
    const draft = parseDraft(request.body);
    checkKind(request.target.type, draft);
    this.#answer(request, 201, this.#createFrom(request, draft));
  }

  #createFrom(
    { target, query }: ResourceRequest,
    draft: ObjectDraft,
  ): KubeObject {
    const { type, namespace, name } = target;
    if (namespace && draft.metadata?.namespace) {
      checkNamespace(namespace, draft.metadata.namespace);
    }
    return this.#store.create(
      type,
      {
        ...draft,
        metadata: {
          ...draft.metadata,
          ...(name !== undefined && { name }),
          ...(namespace && { namespace }),
        },
      },
      { dryRun: readDryRun(query) },
    );
  }

  #replace(request: ResourceRequest): KubeObject {
    const draft = parseDraft(request.body);
    checkKind(request.target.type, draft);
    return this.#put(request, draft);
  }

  #put({ target, query }: ResourceRequest, draft: ObjectDraft): KubeObject {
    return this.#store.replace(target.type, draft, {
      namespace: target.namespace,
      name: nameOf(target),
      status: isStatus(target),
      dryRun: readDryRun(query),
    });
  }

  #patch(request: ResourceRequest): void {
    const { target, contentType, body } = request;
    const { type, namespace } = target;
    const current = this.#store.get(type, namespace, nameOf(target));
    if (!current && contentType === APPLY_PATCH) {
      this.#create(request);
      return;
    }
    if (!current) {
      throw StatusError.notFound(type, nameOf(target));
    }
    const draft = patchObject({ type, current, contentType, body });
    this.#answer(request, 200, this.#put(request, draft));
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
    sendSuccess(request, 200, {
      name,
      kind: type.plural,
      uid: deleted.metadata.uid,
    });
  }

  #deleteAll(request: ResourceRequest): void {
    const { type, namespace } = request.target;
    const options = readDeleteOptions(request);
    const deleted = this.#store
      .list(type, namespace)
      .filter(readSelector(type, request.query))
      .map(({ metadata }) =>
        this.#store.delete(type, metadata.namespace, metadata.name, options),
      );
    const resourceVersion = String(this.#store.resourceVersion);
    sendJson(request.response, 200, listOf(type, deleted, { resourceVersion }));
  }

  #logs({ target, query, response }: ResourceRequest): void {
    const pod = this.#store.get(PODS, target.namespace, nameOf(target));
    if (!pod) {
      throw StatusError.notFound(PODS, nameOf(target));
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

  #evict(request: ResourceRequest): void {
    if (request.method !== 'POST') {
      throw notAllowed();
    }
    const { namespace } = request.target;
    const name = nameOf(request.target);
    const pod = this.#store.get(PODS, namespace, name);
    if (!pod) {
      throw StatusError.notFound(PODS, name);
    }
    const options = readEviction(request);
    checkEviction(this.#store, pod);
    this.#store.delete(PODS, namespace, name, options);
    sendSuccess(request, 201);
  }

  #scale(request: ResourceRequest): void {
    const { method, contentType, body } = request;
    // The kinds that have it are those with replicas and a selector.
    const current = this.#find(request.target) as Deployment | ReplicaSet;
    const scale = scaleOf(current);
    if (method === 'GET') {
      sendJson(request.response, 200, scale);
      return;
    }
    if (method !== 'PUT' && method !== 'PATCH') {
      throw notAllowed();
    }
    const wanted =
      method === 'PUT'
        ? parseDraft(body)
        : patchObject({
            type: request.target.type,
            current: scale,
            contentType,
            body,
          });
    const scaled = this.#put(request, withScale(current, wanted));
    sendJson(request.response, 200, scaleOf(scaled as Deployment | ReplicaSet));
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

function sendSuccess(
  { response }: ResourceRequest,
  status: number,
  details?: object,
): void {
  sendJson(response, status, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details && { details }),
    ...(status === 201 && { code: status }),
  });
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
