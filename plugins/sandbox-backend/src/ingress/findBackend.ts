import type { Container, Ingress, IngressBackend, Pod } from '../store/objects';
import type { Service, ServicePort } from '../store/networkObjects';
import type { ObjectStore } from '../store/ObjectStore';
import { INGRESSES, PODS, SERVICES } from '../store/resources';

/** Where a request goes. */
export interface Backend {
  ingress: Ingress;
  service: Service;
  port: ServicePort;
  /** Every pod of the service, ready or not. */
  pods: Pod[];
}

/** Why a request goes nowhere. */
export type Unroutable = 'unknown-host' | 'unknown-path' | 'unknown-service';

/**
 * Finds what an ingress controller would send a request to.
 *
 * @param host - in lower case, without a port
 */
export function findBackend(
  store: ObjectStore,
  host: string,
  path: string,
): Backend | Unroutable {
  for (const ingress of store.list(INGRESSES)) {
    const rule = ingress.spec?.rules?.find(each => each.host === host);
    if (!rule) {
      continue;
    }
    const [match] = (rule.http?.paths ?? [])
      .filter(each => matches(each, path))
      .sort((a, b) => (b.path ?? '/').length - (a.path ?? '/').length);
    return match ? route(store, ingress, match.backend) : 'unknown-path';
  }
  return 'unknown-host';
}

function route(
  store: ObjectStore,
  ingress: Ingress,
  backend: IngressBackend,
): Backend | Unroutable {
  const { namespace } = ingress.metadata;
  const wanted = backend.service;
  const service = wanted && store.get(SERVICES, namespace, wanted.name);
  const port = service?.spec.ports?.find(
    ({ name, port: number }) =>
      wanted?.port === undefined ||
      name === wanted.port.name ||
      number === wanted.port.number,
  );
  return service && port && service.spec.selector
    ? { ingress, service, port, pods: podsBehind(store, service) }
    : 'unknown-service';
}

/** Every pod that a service selects, ready or not. */
export function podsBehind(
  store: ObjectStore,
  { metadata, spec }: Service,
): Pod[] {
  const selector = Object.entries(spec.selector ?? {});
  return store
    .list(PODS, metadata.namespace)
    .filter(pod =>
      selector.every(
        ([label, value]) => pod.metadata.labels?.[label] === value,
      ),
    );
}

/** Prefixes match whole segments: `/shop` is no prefix of `/shops`. */
function matches(
  { path = '/', pathType }: { path?: string; pathType?: string },
  asked: string,
): boolean {
  if (pathType === 'Exact') {
    return asked === path;
  }
  const prefix = path.replace(/\/$/, '');
  return asked === prefix || asked.startsWith(`${prefix}/`);
}

/** Whether a pod is among the ready endpoints of its service. */
export function isEndpoint({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp === undefined &&
    status?.conditions?.some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    ) === true
  );
}

/** The container, and the number of its port, that a service asks. */
export function targetOf(
  pod: Pod,
  { port, targetPort = port }: ServicePort,
): { container: Container; port: number } | undefined {
  for (const container of pod.spec.containers) {
    const named = container.ports?.find(
      ({ name, containerPort }) =>
        name === targetPort || containerPort === targetPort,
    );
    if (named) {
      return { container, port: named.containerPort };
    }
  }
  const [container] = pod.spec.containers;
  return typeof targetPort === 'number'
    ? { container, port: targetPort }
    : undefined;
}
