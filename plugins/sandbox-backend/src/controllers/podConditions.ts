import {
  type Condition,
  type ContainerStatus,
  type Pod,
  withCondition,
} from '../store/objects';
import { isInitialized } from './podLifecycle/podPhase';

/** The conditions of a pod that is scheduled. */
export function podConditions(options: {
  pod: Pod;
  containerStatuses: readonly ContainerStatus[];
  initContainerStatuses?: readonly ContainerStatus[];
  /** Whether all of it has ended well. */
  completed?: boolean;
  /** The time of a condition that changes. */
  now: string;
}): Condition[] {
  const { pod, containerStatuses, completed = false, now } = options;
  const { initContainerStatuses = [] } = options;
  const readiness = completed
    ? { status: 'False' as const, reason: 'PodCompleted' }
    : readinessOf(containerStatuses);
  const started = [...initContainerStatuses, ...containerStatuses].some(
    ({ imageID }) => imageID,
  );
  const conditions: Condition[] = [
    {
      type: 'PodReadyToStartContainers',
      status: started && !completed ? 'True' : 'False',
    },
    {
      type: 'Initialized',
      ...initialization(pod, initContainerStatuses),
      ...(completed && { reason: 'PodCompleted' }),
    },
    { type: 'Ready', ...readiness },
    { type: 'ContainersReady', ...readiness },
    { type: 'PodScheduled', status: 'True' },
  ];
  return conditions.reduce(
    (known, condition) => withCondition(known, condition, now),
    pod.status?.conditions ?? [],
  );
}

function readinessOf(
  containerStatuses: readonly ContainerStatus[],
): Omit<Condition, 'type'> {
  const waiting = containerStatuses
    .filter(({ ready }) => !ready)
    .map(({ name }) => name);
  return waiting.length === 0
    ? { status: 'True' }
    : {
        status: 'False',
        reason: 'ContainersNotReady',
        message: `containers with unready status: [${waiting.join(' ')}]`,
      };
}

function initialization(
  pod: Pod,
  statuses: readonly ContainerStatus[],
): Omit<Condition, 'type'> {
  if (isInitialized(pod, statuses)) {
    return { status: 'True' };
  }
  const waiting = statuses
    .filter(({ state }) => state.terminated?.exitCode !== 0)
    .map(({ name }) => name);
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${waiting.join(' ')}]`,
  };
}
