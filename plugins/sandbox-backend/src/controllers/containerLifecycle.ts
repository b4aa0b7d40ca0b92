import { randomBytes } from 'node:crypto';
import type { FaultKind } from '../faults/kinds';
import {
  type Container,
  type ContainerStatus,
  kubeTime,
  type Pod,
} from '../store/objects';
import type { EventNote } from './EventRecorder';

const PULL_START_MS = 100;
const PULL_MS = 350;
const PULL_CACHED_MS = 50;
const READY_MS = 250;
/** Sooner than readiness, so that a crashing container never counts as ready. */
const CRASH_MS = 150;
const RESTART_MS = 100;
const PULL_BACKOFF_SHOWN_MS = 800;
/** The kubelet's back-off: 10 s, doubled up to 5 minutes. */
const BACKOFF_BASE_MS = 10_000;
const BACKOFF_LIMIT_MS = 300_000;
/** Told with `ContainerCreating` while the node pulls. */
const PULLING = 'pulling the image';

/** What happens to a container, and what is told about it. */
export interface ContainerStep {
  status?: ContainerStatus;
  notes?: ContainerNote[];
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

/** The next step in a container's life, as the kubelet would take it. */
export function nextContainerStep(context: ContainerContext): ContainerStep {
  const { state } = context.status;
  if (state.running) {
    return running(context);
  }
  if (state.terminated) {
    return terminated(context);
  }
  switch (state.waiting?.reason) {
    case 'ErrImagePull':
      return pullFailed(context);
    case 'ImagePullBackOff':
      return pullBackOff(context);
    case 'CrashLoopBackOff':
      return crashBackOff(context);
    default:
      return creating(context);
  }
}

function creating(context: ContainerContext): ContainerStep {
  const { container, status, imageCached, imageExists, pullFailures } = context;
  const { image } = container;
  const missing = context.fault === 'image-missing' || !imageExists;
  const cached =
    imageCached && !missing && container.imagePullPolicy !== 'Always';
  if (cached) {
    const waitMs = context.remaining('cached', PULL_CACHED_MS);
    return waitMs > 0
      ? { waitMs }
      : start(context, {
          type: 'Normal',
          reason: 'Pulled',
          message: `Container image "${image}" already present on machine`,
        });
  }
  const pull = `pull ${pullFailures}`;
  const startMs = context.remaining(pull, PULL_START_MS);
  if (startMs > 0) {
    return { waitMs: startMs };
  }
  const announced = status.state.waiting?.message === PULLING;
  if (!announced) {
    return {
      status: {
        ...status,
        state: { waiting: { reason: 'ContainerCreating', message: PULLING } },
      },
      notes: [
        {
          type: 'Normal',
          reason: 'Pulling',
          message: `Pulling image "${image}"`,
        },
      ],
    };
  }
  const pullMs = context.remaining(`${pull} done`, PULL_MS);
  if (pullMs > 0) {
    return { waitMs: pullMs };
  }
  if (!missing) {
    return start(context, {
      type: 'Normal',
      reason: 'Pulled',
      message: `Successfully pulled image "${image}" in ${PULL_MS}ms (${PULL_MS}ms including waiting). Image size: ${imageSize(image)} bytes.`,
    });
  }
  const cause = pullError(image);
  return {
    status: {
      ...status,
      state: { waiting: { reason: 'ErrImagePull', message: cause } },
    },
    notes: [
      {
        type: 'Warning',
        reason: 'Failed',
        message: `Failed to pull image "${image}": ${cause}`,
      },
      { type: 'Warning', reason: 'Failed', message: 'Error: ErrImagePull' },
    ],
  };
}

function pullFailed(context: ContainerContext): ContainerStep {
  const { container, status, pullFailures } = context;
  const { image } = container;
  const waitMs = context.remaining(
    `pull error ${pullFailures}`,
    PULL_BACKOFF_SHOWN_MS,
  );
  if (waitMs > 0) {
    return { waitMs };
  }
  return {
    status: {
      ...status,
      state: {
        waiting: {
          reason: 'ImagePullBackOff',
          message: `Back-off pulling image "${image}": ErrImagePull: ${pullError(image)}`,
        },
      },
    },
    notes: [
      {
        type: 'Normal',
        reason: 'BackOff',
        message: `Back-off pulling image "${image}"`,
      },
      { type: 'Warning', reason: 'Failed', message: 'Error: ImagePullBackOff' },
    ],
  };
}

function pullBackOff(context: ContainerContext): ContainerStep {
  const { status, fault, imageExists, pullFailures } = context;
  const healed = fault !== 'image-missing' && imageExists;
  const waitMs = healed
    ? 0
    : context.remaining(`pull back-off ${pullFailures}`, backOff(pullFailures));
  return waitMs > 0
    ? { waitMs }
    : {
        status: {
          ...status,
          state: { waiting: { reason: 'ContainerCreating' } },
        },
      };
}

function start(
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

function running(context: ContainerContext): ContainerStep {
  const { status, fault, now } = context;
  const { restartCount } = status;
  if (fault === 'crash-loop') {
    const waitMs = context.remaining(`crash ${restartCount}`, CRASH_MS);
    return waitMs > 0
      ? { waitMs }
      : {
          status: {
            ...status,
            ready: false,
            started: false,
            state: {
              terminated: {
                exitCode: 1,
                reason: 'Error',
                startedAt: status.state.running?.startedAt ?? kubeTime(now),
                finishedAt: kubeTime(now),
                containerID: status.containerID ?? '',
              },
            },
          },
        };
  }
  if (status.ready) {
    return {};
  }
  const waitMs = context.remaining(`ready ${restartCount}`, READY_MS);
  return waitMs > 0 ? { waitMs } : { status: { ...status, ready: true } };
}

/** The first crash restarts at once; from the second on there is back-off. */
function terminated(context: ContainerContext): ContainerStep {
  const { pod, container, status } = context;
  const { restartCount, state } = status;
  const waitMs = context.remaining(`restart ${restartCount}`, RESTART_MS);
  if (waitMs > 0) {
    return { waitMs };
  }
  if (restartCount === 0) {
    return restart(context);
  }
  const { namespace, name, uid } = pod.metadata;
  const which = `${container.name} in pod ${name}_${namespace}(${uid})`;
  return {
    status: {
      ...status,
      state: {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: `back-off ${inSeconds(backOff(restartCount))} restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`,
        },
      },
      lastState: state,
    },
    notes: [
      {
        type: 'Warning',
        reason: 'BackOff',
        message: `Back-off restarting failed container ${which}`,
      },
    ],
  };
}

function crashBackOff(context: ContainerContext): ContainerStep {
  const { status, fault } = context;
  const { restartCount } = status;
  const waitMs =
    fault === 'crash-loop'
      ? context.remaining(`back-off ${restartCount}`, backOff(restartCount))
      : 0;
  return waitMs > 0 ? { waitMs } : restart(context);
}

function restart(context: ContainerContext): ContainerStep {
  const { container, status } = context;
  const crashed = status.state.terminated ? status.state : status.lastState;
  return start(
    {
      ...context,
      status: {
        ...status,
        restartCount: status.restartCount + 1,
        lastState: crashed,
      },
    },
    {
      type: 'Normal',
      reason: 'Pulled',
      message: `Container image "${container.image}" already present on machine`,
    },
  );
}

function pullError(image: string): string {
  const reference = /[:@][^/]+$/.test(image) ? image : `${image}:latest`;
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${reference}": failed to resolve reference "${reference}": ${reference}: not found`;
}

function backOff(failures: number): number {
  return Math.min(
    BACKOFF_BASE_MS * 2 ** Math.max(0, failures - 1),
    BACKOFF_LIMIT_MS,
  );
}

function inSeconds(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 60
    ? `${seconds}s`
    : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64);
}

function imageSize(image: string): number {
  return 30_000_000 + image.length * 12_345;
}
