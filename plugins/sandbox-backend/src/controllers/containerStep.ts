import { randomBytes } from 'node:crypto';
import type { FaultKind } from '../faults/kinds';
import {
  type Container,
  type ContainerStatus,
  kubeTime,
  type Pod,
} from '../store/objects';
import type { EventNote } from './EventRecorder';

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
  fault: FaultKind | undefined;
  /** Whether the registry has the image. */
  imageExists: boolean;
  /** Whether the node has the image already. */
  imageCached: boolean;
  /** Whether the node pulls the image at the moment. */
  pulling: boolean;
  /** Failed pulls in a row. */
  pullFailures: number;
  now: Date;
  /**
   * Milliseconds until a step that takes a while is due, counted from when it
   * was first asked for.
   */
  remaining: (step: string, durationMs: number) => number;
}

/** The status of a container that is about to be created. */
export function createdContainer(container: Container): ContainerStatus {
  return {
    name: container.name,
    image: container.image,
    imageID: '',
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason: 'ContainerCreating' } },
    lastState: {},
  };
}

/** The step that starts a container, after its image was told about. */
export function startContainer(
  context: ContainerContext,
  pulled: ContainerNote,
): ContainerStep {
  const { container, status, now } = context;
  return {
    status: {
      ...status,
      imageID: `${container.image.split(/[:@][^/]*$/)[0]}@sha256:${hexOf(container.image)}`,
      containerID: `containerd://${randomBytes(32).toString('hex')}`,
      started: true,
      state: { running: { startedAt: kubeTime(now) } },
    },
    notes: [
      pulled,
      {
        type: 'Normal',
        reason: 'Created',
        message: `Created container: ${container.name}`,
      },
      {
        type: 'Normal',
        reason: 'Started',
        message: `Started container ${container.name}`,
      },
    ],
  };
}

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64);
}
