import type { Container, Pod } from '../store/objects';
import type { Fault } from './kinds';

/** The container that has a fault. */
export interface FaultContext {
  fault: Fault;
  pod: Pod;
  container: Container;
  /** When the present run of the container began; milliseconds. */
  startedAt: number | undefined;
  /** Names of other pods of the service that have their volumes mounted. */
  others: readonly string[];
}

/** How a run of a container ends. */
export interface ContainerEnd {
  /** Milliseconds after it started, or after it got the fault. */
  afterMs: number;
  exitCode: number;
  reason: 'Completed' | 'Error' | 'OOMKilled';
}

/** Why the volumes of a pod are not there. */
export interface MountProblem {
  reason: 'FailedMount' | 'FailedAttachVolume';
  message: string;
  component: 'kubelet' | 'attachdetach-controller';
}

/** How a program behaves. */
export interface AppState {
  /** Milliseconds from its start until it listens. */
  bootMs: number;
  /** A port that liveness probes find closed. */
  closedToLiveness?: number;
  /** A port that it opens besides those of the container. */
  opens?: number;
  /** HTTP status that readiness probes get. */
  readiness: number;
  /** HTTP status that requests get. */
  status: number;
  /** Milliseconds that an answer takes. */
  latencyMs: number;
}

/** What a program complains about in its log. */
export type Problem =
  | { kind: 'module-missing' }
  | { kind: 'connection-refused'; host: string; ip: string; port: number }
  | { kind: 'no-space'; path: string }
  | { kind: 'login-failed'; user: string }
  | { kind: 'migration-failed' }
  | { kind: 'heap-grows' }
  | { kind: 'slow' };

/** What a container uses. */
export interface Usage {
  cpuCores: number;
  memoryBytes: number;
}

/** What a fault does to a container; what is left out is as always. */
export interface FaultOutcome {
  /** What the registry says instead of handing out the image. */
  pullError?: (image: string) => string;
  mountProblem?: MountProblem;
  /** Why the container's configuration cannot be made. */
  configError?: string;
  /** Why the container runtime cannot start it. */
  startError?: string;
  end?: ContainerEnd;
  app?: Partial<AppState>;
  /** Whether a service without a liveness probe counts as having one. */
  assumesLiveness?: true;
  /** What requests and, when a run ends by the fault, the end complain of. */
  problem?: Problem;
  /** All that the container writes, in place of what it writes otherwise. */
  output?: readonly string[];
  /** @param ageMs - how long the container has run with the fault */
  usage?: (normal: Usage, ageMs: number) => Usage;
  /** Share of CPU periods in which it is throttled, 0 to 1. */
  throttled?: number;
  /** Share of its volumes that is used, 0 to 1. */
  volumeUse?: number;
}

/** One fault in the table of faults. */
export interface FaultEntry {
  /** Whose pods have it: the service's own, its jobs', or all. */
  reaches: 'service' | 'jobs' | 'all';
  outcome: (context: FaultContext) => FaultOutcome;
}

/** Of faults that no container has. */
export const NO_OUTCOME: FaultEntry = {
  reaches: 'all',
  outcome: () => ({}),
};
