import { kubeTime } from '../store/objects';
import { backOff, inMinutes } from './backOff';
import {
  type ContainerContext,
  type ContainerStep,
  startContainer,
} from './containerStep';
import { create, waitAfterPullError, waitToPullAgain } from './imagePull';

const READY_MS = 250;
/** Sooner than readiness, so that a crashing container never counts as ready. */
const CRASH_MS = 150;
const RESTART_MS = 100;

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
      return waitAfterPullError(context);
    case 'ImagePullBackOff':
      return waitToPullAgain(context);
    case 'CrashLoopBackOff':
      return crashBackOff(context);
    default:
      return create(context);
  }
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
          message: `back-off ${inMinutes(backOff(restartCount))} restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`,
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
  return startContainer(
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
