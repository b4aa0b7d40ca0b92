import type { ObjectStore } from '../store/ObjectStore';
import { DEPLOYMENTS } from '../store/resources';
import type { Fault } from './kinds';
import { memoryLimit } from './outcomes/memory';

/** How much more than its limit a container needs that runs out of memory. */
const OOM_FACTOR = 1.5;
const DEFAULT_PORT = 8080;

/**
 * What a fault remembers of the service as it is now, so that a later fix of
 * the service heals it: the memory it needs, or the port that is closed.
 */
export function conditionsAtInjection(
  store: ObjectStore,
  { tenant, service, fault }: Pick<Fault, 'tenant' | 'service' | 'fault'>,
): Pick<Fault, 'memoryBytes' | 'port'> {
  const container = store.get(DEPLOYMENTS, tenant, service)?.spec.template.spec
    .containers[0];
  if (fault === 'oom') {
    const limit = container && memoryLimit(container);
    return limit ? { memoryBytes: Math.ceil(limit * OOM_FACTOR) } : {};
  }
  if (fault === 'liveness-port') {
    const { httpGet, tcpSocket, grpc } = container?.livenessProbe ?? {};
    const asked = httpGet?.port ?? tcpSocket?.port ?? grpc?.port;
    const named = container?.ports?.find(({ name }) => name === asked);
    const first = container?.ports?.[0]?.containerPort ?? DEFAULT_PORT;
    return {
      port: typeof asked === 'number' ? asked : (named?.containerPort ?? first),
    };
  }
  return {};
}
