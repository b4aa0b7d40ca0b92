import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { DEFAULT_NODE_POOL, type NodePool } from './seedNodes';

const DEFAULT_PORT = 6445;
const DEFAULT_INGRESS_PORT = 8088;
/** What a laptop still simulates; room for 55,000 pods. */
const MOST_NODES = 500;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

/** Settings of the sandbox cluster. */
export interface SandboxSettings {
  /** Port of the Kubernetes API; 0 for any that is free. */
  port: number;
  /** Port that services answer on; 0 for any that is free. */
  ingressPort: number;
  knownTags: readonly string[] | undefined;
  nodes: NodePool;
}

/**
 * Reads the settings of the sandbox, or nothing when another cluster is used.
 *
 * @throws InputError when the sandbox must not run here
 */
export function readSandboxSettings(
  config: RootConfigService,
): SandboxSettings | undefined {
  const type = config.getOptionalString('mctl.cluster.type') ?? 'sandbox';
  if (type !== 'sandbox') {
    return undefined;
  }
  if (process.env.NODE_ENV === 'production' && !listensOnLoopback(config)) {
    throw new InputError(
      'The sandbox cluster is for laptops and tests: it refuses to start in production on a host that others can reach. Configure a real cluster with mctl.cluster, or set backend.listen.host to 127.0.0.1.',
    );
  }
  return {
    port: readPort(config, 'mctl.sandbox.port', DEFAULT_PORT),
    ingressPort: readPort(
      config,
      'mctl.sandbox.ingressPort',
      DEFAULT_INGRESS_PORT,
    ),
    knownTags: config.getOptionalStringArray('mctl.sandbox.knownTags'),
    nodes: { ...DEFAULT_NODE_POOL, count: readNodeCount(config) },
  };
}

function readNodeCount(config: RootConfigService): number {
  const key = 'mctl.sandbox.nodes';
  const count = config.getOptionalNumber(key) ?? DEFAULT_NODE_POOL.count;
  if (!Number.isInteger(count) || count < 1 || count > MOST_NODES) {
    throw new InputError(
      `${key} must be a whole number of nodes from 1 to ${MOST_NODES}`,
    );
  }
  return count;
}

function readPort(
  config: RootConfigService,
  key: string,
  fallback: number,
): number {
  const port = config.getOptionalNumber(key) ?? fallback;
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new InputError(`${key} must be a port from 0 to 65535`);
  }
  return port;
}

/** Without a host the backend listens on every interface. */
function listensOnLoopback(config: RootConfigService): boolean {
  const listen = config.getOptional('backend.listen');
  const host =
    typeof listen === 'string'
      ? listen.replace(/:\d*$/, '')
      : config.getOptionalString('backend.listen.host');
  return host !== undefined && LOOPBACK.has(host);
}
