import type { Clock } from '@mctl/plugin-cluster-node';
import { appState, listensOn } from '../controllers/podLifecycle/appState';
import type { FaultBook } from '../faults/FaultBook';
import type { Problem } from '../faults/FaultOutcome';
import { tagOf } from '../faults/image';
import { outcomeFor } from '../faults/outcomeFor';
import { nodeRuntime } from '../logs/runtimes/node';
import type { Container, Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import {
  type Backend,
  findBackend,
  isEndpoint,
  targetOf,
  type Unroutable,
} from './findBackend';

/** What a service says of itself. */
export interface ServiceAnswer {
  service: string;
  tenant: string;
  /** The tag or digest of the image that runs. */
  release: string;
  pod: string;
  version: string;
  uptimeSeconds: number;
}

/** The answer to a request. */
export interface GatewayAnswer {
  status: number;
  /** Milliseconds that the answer takes. */
  latencyMs: number;
  /** Of a service that answered, well or not. */
  answer?: ServiceAnswer;
  /** Why it is none that the caller hoped for. */
  error?: string;
  /** What the request counts for; absent when it went nowhere. */
  backend?: Backend;
}

const UNROUTABLE: Readonly<Record<Unroutable, string>> = {
  'unknown-host': 'No ingress in the sandbox cluster has this host',
  'unknown-path': 'The ingress of this host has no such path',
  'unknown-service': 'The ingress names a service that is not there',
};

/** Answers for services as their running release would. */
export class ServiceGateway {
  readonly #options: { store: ObjectStore; clock: Clock; faults: FaultBook };
  #turn = 0;

  static create(options: {
    store: ObjectStore;
    clock: Clock;
    faults: FaultBook;
  }): ServiceGateway {
    return new ServiceGateway(options);
  }

  private constructor(options: {
    store: ObjectStore;
    clock: Clock;
    faults: FaultBook;
  }) {
    this.#options = options;
  }

  /** @param request - `host` in lower case, without a port */
  answer(request: { host: string; path: string }): GatewayAnswer {
    const { store } = this.#options;
    const backend = findBackend(store, request.host, request.path);
    if (typeof backend === 'string') {
      const status = backend === 'unknown-service' ? 503 : 404;
      return { status, latencyMs: 0, error: UNROUTABLE[backend] };
    }
    const ready = backend.pods.filter(isEndpoint);
    if (ready.length === 0) {
      return {
        status: 503,
        latencyMs: 0,
        error: `No pod of ${nameOf(backend)} is ready${because(backend.pods)}`,
        backend,
      };
    }
    this.#turn += 1;
    return this.#ask(backend, ready[this.#turn % ready.length], request.path);
  }

  #ask(backend: Backend, pod: Pod, path: string): GatewayAnswer {
    const target = targetOf(pod, backend.port);
    const status = pod.status?.containerStatuses?.find(
      ({ name }) => name === target?.container.name,
    );
    const startedAt = Date.parse(status?.state.running?.startedAt ?? '');
    const ageMs = this.#options.clock.now().getTime() - startedAt;
    const outcome = target
      ? outcomeFor(this.#options, pod, target.container, { startedAt })
      : {};
    const app = appState(outcome);
    if (
      !target ||
      !listensOn({ container: target.container, app, port: target.port, ageMs })
    ) {
      return {
        status: 502,
        latencyMs: 0,
        error: `The pod ${pod.metadata.name} of ${nameOf(backend)} refuses connections on port ${target?.port ?? backend.port.targetPort}`,
        backend,
      };
    }
    const answer: ServiceAnswer = {
      service: backend.service.metadata.name,
      tenant: backend.service.metadata.namespace ?? '',
      release: releaseOf(target.container),
      pod: pod.metadata.name,
      version: versionOf(pod, target.container),
      uptimeSeconds: Math.max(0, Math.floor(ageMs / 1000)),
    };
    const code = statusOf(target.container, path, app);
    const failed = code >= 400;
    return {
      status: code,
      latencyMs: app.latencyMs,
      answer,
      ...(failed && { error: complaint(outcome.problem) }),
      backend,
    };
  }
}

/** Paths that probes ask answer what probes get. */
function statusOf(
  container: Container,
  path: string,
  app: { readiness: number; status: number },
): number {
  const asked = (probe: Container['readinessProbe']) =>
    probe?.httpGet !== undefined && (probe.httpGet.path ?? '/') === path;
  if (path !== '/' && asked(container.readinessProbe)) {
    return app.readiness;
  }
  return path !== '/' &&
    (asked(container.livenessProbe) || asked(container.startupProbe))
    ? 200
    : app.status;
}

function nameOf({ service }: Backend): string {
  return `${service.metadata.namespace}/${service.metadata.name}`;
}

function releaseOf({ image }: Container): string {
  return image.split('@')[1] ?? tagOf(image);
}

function versionOf(pod: Pod, container: Container): string {
  return (
    container.env?.find(({ name }) => name === 'APP_VERSION')?.value ??
    pod.metadata.labels?.['app.kubernetes.io/version'] ??
    releaseOf(container)
  );
}

function because(pods: readonly Pod[]): string {
  const reasons = pods.flatMap(({ status }) =>
    (status?.containerStatuses ?? []).flatMap(
      ({ state }) => state.waiting?.reason ?? state.terminated?.reason ?? [],
    ),
  );
  if (pods.length === 0) {
    return ': it has none';
  }
  return reasons.length > 0 ? `: ${[...new Set(reasons)].join(', ')}` : '';
}

function complaint(problem: Problem | undefined): string {
  return problem
    ? nodeRuntime.trace(problem).message
    : 'The service answered with an error';
}
