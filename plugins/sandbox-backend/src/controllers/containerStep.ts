import { randomBytes } from 'node:crypto';
import type { FaultOutcome } from '../faults/FaultOutcome';
import type { Fault } from '../faults/kinds';
import {
  type Container,
  type ContainerStatus,
  kubeTime,
  type Pod,
} from '../store/objects';
import type { EventNote } from './EventRecorder';
import type { ProbeRecord } from './podLifecycle/PodMemory';

/** What happens to a container, and what is told about it. */
export interface ContainerStep {
  status?: ContainerStatus;
  notes?: ContainerNote[];
  /** The node begins to pull the image. */
  pulls?: true;
  /** Nothing happens yet: look again after this many milliseconds. */
  waitMs?: number;
}

/** An event about the pod, told by the kubelet. */
export type ContainerNote = Pick<EventNote, 'type' | 'reason' | 'message'>;

/** What a container's next step depends on. */
export interface ContainerContext {
  pod: Pod;
  container: Container;
  status: ContainerStatus;
  /** The fault that the container has, and what it does. */
  fault: Fault | undefined;
  outcome: FaultOutcome;
  /** Whether it comes before the others, or runs beside them. */
  role: 'main' | 'init' | 'sidecar';
  /** Why its environment cannot be made. */
  configError: string | undefined;
  /** Whether the registry has the image. */
  imageExists: boolean;
  /** Whether the node has the image already. */
  imageCached: boolean;
  /** Whether the node pulls the image at the moment. */
  pulling: boolean;
  /** Failed pulls in a row. */
  pullFailures: number;
  /** Failed runs in a row. */
  ends: number;
  /** Whether the last run ended by an injected fault. */
  faulty: boolean;
  /** When the present run began; milliseconds. */
  startedAt: number | undefined;
  probes: Map<string, ProbeRecord>;
  now: Date;
  /**
   * Milliseconds until a step that takes a while is due, counted from when it
   * was first asked for.
   */
  remaining: (step: string, durationMs: number) => number;
}

/** The status of a container that is about to be created. */
export function createdContainer(
  container: Container,
  reason: 'ContainerCreating' | 'PodInitializing' = 'ContainerCreating',
): ContainerStatus {
  return {
    name: container.name,
    image: container.image,
    imageID: '',
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason } },
    lastState: {},
  };
}

/** The step that starts a container, after its image was told about. */
export function startContainer(
  context: ContainerContext,
  pulled: ContainerNote,
): ContainerStep {
  const { container, status, now, configError, outcome } = context;
  if (configError) {
    return {
      status: {
        ...status,
        state: {
          waiting: {
            reason: 'CreateContainerConfigError',
            message: configError,
          },
        },
      },
      notes: [pulled, failure(configError)],
    };
  }
  const created: ContainerNote = {
    type: 'Normal',
    reason: 'Created',
    message: `Created container: ${container.name}`,
  };
  const next: ContainerStatus = {
    ...status,
    imageID: `${container.image.split(/[:@][^/]*$/)[0]}@sha256:${hexOf(container.image)}`,
    containerID: `containerd://${randomBytes(32).toString('hex')}`,
  };
  if (outcome.startError) {
    return {
      status: {
        ...next,
        started: false,
        state: {
          waiting: { reason: 'RunContainerError', message: outcome.startError },
        },
        lastState: {
          terminated: {
            exitCode: 128,
            reason: 'StartError',
            message: outcome.startError,
            // What containerd hands on of a task that never started.
            startedAt: '1970-01-01T00:00:00Z',
            finishedAt: kubeTime(now),
            containerID: next.containerID ?? '',
          },
        },
      },
      notes: [pulled, created, failure(outcome.startError)],
    };
  }
  return {
    status: {
      ...next,
      started: container.startupProbe === undefined,
      state: { running: { startedAt: kubeTime(now) } },
    },
    notes: [
      pulled,
      created,
      {
        type: 'Normal',
        reason: 'Started',
        message: `Started container ${container.name}`,
      },
    ],
  };
}

/** The kubelet's word for everything that keeps a container from starting. */
export function failure(cause: string): ContainerNote {
  return { type: 'Warning', reason: 'Failed', message: `Error: ${cause}` };
}

/** When the fault that a run has could begin to work on it. */
export function faultBegan({
  fault,
  startedAt,
  now,
}: ContainerContext): number {
  return Math.max(
    startedAt ?? now.getTime(),
    fault ? Date.parse(fault.activeAt) : 0,
  );
}

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64);
}
