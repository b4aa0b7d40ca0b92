import type { ContainerEnd } from '../faults/FaultOutcome';
import { kubeTime } from '../store/objects';
import { backOff, inMinutes } from './backOff';
import {
  type ContainerContext,
  type ContainerStep,
  failure,
  faultBegan,
  startContainer,
} from './containerStep';
import { create, waitAfterPullError, waitToPullAgain } from './imagePull';
import { askProbes, FIRST_PROBE_MS } from './podLifecycle/probing';

const RESTART_MS = 100;
/** How long containers run that are to end by themselves. */
const JOB_MS = 500;
const INIT_MS = 300;
/** A program that hangs does not end when asked to. */
const KILLED: Omit<ContainerEnd, 'afterMs'> = {
  exitCode: 137,
  reason: 'Error',
};

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
    case 'CreateContainerConfigError':
      return waitForConfiguration(context);
    case 'RunContainerError':
      return startAgain(context);
    case 'CrashLoopBackOff':
      return crashBackOff(context);
    default:
      return create(context);
  }
}

/** Whether a container is started again after it ended with this code. */
export function isRestarted(
  { pod, role }: Pick<ContainerContext, 'pod' | 'role'>,
  exitCode: number,
): boolean {
  const { restartPolicy = 'Always' } = pod.spec;
  if (role === 'sidecar') {
    return true;
  }
  if (role === 'init' || restartPolicy === 'OnFailure') {
    return exitCode !== 0 && restartPolicy !== 'Never';
  }
  return restartPolicy === 'Always';
}

function running(context: ContainerContext): ContainerStep {
  const { status, now } = context;
  const end = endOf(context);
  const endMs = end && faultBegan(context) + end.afterMs - now.getTime();
  if (end && endMs !== undefined && endMs <= 0) {
    return ended(context, end);
  }
  // Init containers have no probes: they are over or they are not.
  if (context.role === 'init') {
    return { waitMs: endMs };
  }
  const age = now.getTime() - (context.startedAt ?? 0);
  if (age < FIRST_PROBE_MS && !status.ready) {
    return { waitMs: Math.min(FIRST_PROBE_MS - age, endMs ?? Infinity) };
  }
  const { started, ready, killedBy, notes, waitMs } = askProbes(context);
  if (killedBy) {
    const { name } = context.container;
    notes.push({
      type: 'Normal',
      reason: 'Killing',
      message: `Container ${name} failed ${killedBy} probe, will be restarted`,
    });
    const step = ended(context, KILLED);
    return { ...step, notes };
  }
  if (started !== status.started || ready !== status.ready) {
    return { status: { ...status, started, ready }, notes };
  }
  const waits = [waitMs, endMs].filter(wait => wait !== undefined);
  return { notes, waitMs: waits.length > 0 ? Math.min(...waits) : undefined };
}

function endOf(context: ContainerContext): ContainerEnd | undefined {
  const { outcome, role, pod } = context;
  const { restartPolicy = 'Always' } = pod.spec;
  if (outcome.end) {
    return outcome.end;
  }
  if (role === 'init') {
    return { afterMs: INIT_MS, exitCode: 0, reason: 'Completed' };
  }
  return role === 'main' && restartPolicy !== 'Always'
    ? { afterMs: JOB_MS, exitCode: 0, reason: 'Completed' }
    : undefined;
}

function ended(
  { status, now, role }: ContainerContext,
  { exitCode, reason }: Omit<ContainerEnd, 'afterMs'>,
): ContainerStep {
  return {
    status: {
      ...status,
      // An init container that ended well is ready for good.
      ready: role === 'init' && exitCode === 0,
      started: false,
      state: {
        terminated: {
          exitCode,
          reason,
          startedAt: status.state.running?.startedAt ?? kubeTime(now),
          finishedAt: kubeTime(now),
          containerID: status.containerID ?? '',
        },
      },
    },
  };
}

/** The first crash restarts at once; from the second on there is back-off. */
function terminated(context: ContainerContext): ContainerStep {
  const { state } = context.status;
  return isRestarted(context, state.terminated?.exitCode ?? 0)
    ? startAgain(context)
    : {};
}

function startAgain(context: ContainerContext): ContainerStep {
  const { pod, container, status, ends } = context;
  const { restartCount, state } = status;
  const waitMs = context.remaining(`restart ${restartCount}`, RESTART_MS);
  if (waitMs > 0) {
    return { waitMs };
  }
  if (ends <= 1) {
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
          message: `back-off ${inMinutes(backOff(ends - 1))} restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`,
        },
      },
      lastState: state.terminated ? state : status.lastState,
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

/** Waits out the back-off, unless the fault was taken back. */
function crashBackOff(context: ContainerContext): ContainerStep {
  const { status, fault, faulty, ends } = context;
  const healed = faulty && !fault;
  const waitMs = healed
    ? 0
    : context.remaining(`back-off ${status.restartCount}`, backOff(ends - 1));
  return waitMs > 0 ? { waitMs } : restart(context);
}

function waitForConfiguration(context: ContainerContext): ContainerStep {
  const { status, configError } = context;
  if (!configError) {
    return {
      status: {
        ...status,
        state: { waiting: { reason: 'ContainerCreating' } },
      },
    };
  }
  if (status.state.waiting?.message === configError) {
    // Looked at again when what it waits for changes.
    return {};
  }
  return {
    status: {
      ...status,
      state: {
        waiting: { reason: 'CreateContainerConfigError', message: configError },
      },
    },
    notes: [failure(configError)],
  };
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
