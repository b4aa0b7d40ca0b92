import {
  type Condition,
  type ContainerStatus,
  type Pod,
  withCondition,
} from '../store/objects';

/** The conditions of a pod that is scheduled. */
export function podConditions(options: {
  pod: Pod;
  containerStatuses: readonly ContainerStatus[];
  /** The time of a condition that changes. */
  now: string;
}): Condition[] {
  const { pod, containerStatuses, now } = options;
  const waiting = containerStatuses
    .filter(({ ready }) => !ready)
    .map(({ name }) => name);
  const readiness: Omit<Condition, 'type'> =
    waiting.length === 0
      ? { status: 'True' }
      : {
          status: 'False',
          reason: 'ContainersNotReady',
          message: `containers with unready status: [${waiting.join(' ')}]`,
        };
  const conditions: Condition[] = [
    {
      type: 'PodReadyToStartContainers',
      status: containerStatuses.some(({ imageID }) => imageID)
        ? 'True'
        : 'False',
    },
    { type: 'Initialized', status: 'True' },
    { type: 'Ready', ...readiness },
    { type: 'ContainersReady', ...readiness },
    { type: 'PodScheduled', status: 'True' },
  ];
  return conditions.reduce(
    (known, condition) => withCondition(known, condition, now),
    pod.status?.conditions ?? [],
  );
}
