import { toThousandths } from '../../controllers/quantities';
import { hashOf } from '../../logs/hash';
import type { Container } from '../../store/objects';
import type { FaultContext, FaultEntry } from '../FaultOutcome';
import type { FaultKind } from '../kinds';

/** How long a container that starts slowly takes until it listens. */
const SLOW_START_MS = 41_000;
const DISK_FULL_MS = 20_000;
const POSTGRES_PORT = 5432;
/** What a throttled container would use if it were not limited. */
const UNLIMITED_CORES = 1;

/** Faults of containers that run. */
export const RUNNING_FAULTS = {
  'liveness-port': {
    reaches: 'service',
    outcome: ({ fault, container }) => {
      const port = fault.port ?? container.ports?.[0]?.containerPort ?? 8080;
      return {
        assumesLiveness: true,
        app: { closedToLiveness: port, opens: port + 1 },
      };
    },
  },
  'slow-start': {
    reaches: 'service',
    outcome: context =>
      wasRunning(context)
        ? {}
        : { assumesLiveness: true, app: { bootMs: SLOW_START_MS } },
  },
  'dependency-down': {
    reaches: 'service',
    outcome: ({ fault }) => {
      const [host, port] = (fault.target ?? 'database').split(':');
      return {
        app: { readiness: 503, status: 502 },
        problem: {
          kind: 'connection-refused',
          host,
          ip: clusterIp(host),
          port: port ? Number(port) : POSTGRES_PORT,
        },
      };
    },
  },
  'disk-full': {
    reaches: 'service',
    outcome: ({ container }) => ({
      end: { afterMs: DISK_FULL_MS, exitCode: 1, reason: 'Error' },
      app: { readiness: 503, status: 500 },
      problem: { kind: 'no-space', path: writablePath(container) },
      volumeUse: 1,
    }),
  },
  'credential-rotated': {
    reaches: 'service',
    outcome: context =>
      wasRunning(context)
        ? {
            app: { readiness: 503, status: 500 },
            problem: {
              kind: 'login-failed',
              user: context.fault.service.replace(/-/g, '_'),
            },
          }
        : {},
  },
  'cpu-throttle': {
    reaches: 'service',
    outcome: ({ container }) => {
      const limit = container.resources?.limits?.cpu;
      const cores =
        limit === undefined ? UNLIMITED_CORES : toThousandths(limit) / 1000;
      return {
        app: { latencyMs: 2500 },
        problem: { kind: 'slow' },
        throttled: 0.92,
        usage: ({ memoryBytes }) => ({ cpuCores: cores, memoryBytes }),
      };
    },
  },
  'job-failed': {
    reaches: 'jobs',
    outcome: () => ({
      end: { afterMs: 500, exitCode: 1, reason: 'Error' },
      problem: { kind: 'migration-failed' },
    }),
  },
} satisfies Partial<Record<FaultKind, FaultEntry>>;

/** Whether the run of the container is older than the fault. */
function wasRunning({ fault, startedAt }: FaultContext): boolean {
  return startedAt !== undefined && startedAt < Date.parse(fault.activeAt);
}

/** An address as a cluster gives it to services; the same for each name. */
function clusterIp(host: string): string {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    return host;
  }
  const hash = hashOf(host);
  return `10.43.${(hash >>> 8) & 255}.${(hash & 127) + 10}`;
}

function writablePath(container: Container): string {
  const mount = container.volumeMounts?.find(({ readOnly }) => !readOnly);
  return mount?.mountPath ?? '/tmp';
}
