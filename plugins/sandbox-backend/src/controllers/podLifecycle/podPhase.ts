import type { ContainerStatus, Pod } from '../../store/objects';

type Phase = NonNullable<Pod['status']>['phase'];

/** The phase of a pod: `getPhase` of the kubelet. */
export function podPhase(options: {
  pod: Pod;
  containerStatuses: readonly ContainerStatus[];
  initContainerStatuses: readonly ContainerStatus[];
}): Phase {
  const { pod, containerStatuses, initContainerStatuses } = options;
  const { restartPolicy = 'Always' } = pod.spec;
  const failedInit = initContainerStatuses.some(
    ({ state }) => state.terminated && state.terminated.exitCode !== 0,
  );
  if (failedInit && restartPolicy === 'Never') {
    return 'Failed';
  }
  if (!isInitialized(pod, initContainerStatuses)) {
    return 'Pending';
  }
  const stopped = containerStatuses.filter(
    ({ state, lastState }) =>
      state.terminated ?? (state.waiting && lastState.terminated),
  );
  const running = containerStatuses.filter(({ state }) => state.running);
  if (stopped.length + running.length < containerStatuses.length) {
    return 'Pending';
  }
  if (running.length > 0 || restartPolicy === 'Always') {
    return 'Running';
  }
  if (stopped.every(({ state }) => state.terminated?.exitCode === 0)) {
    return 'Succeeded';
  }
  return restartPolicy === 'Never' ? 'Failed' : 'Running';
}

/** Whether every init container has ended well, or runs beside the others. */
export function isInitialized(
  pod: Pod,
  initContainerStatuses: readonly ContainerStatus[],
): boolean {
  return (pod.spec.initContainers ?? []).every(container => {
    const status = initContainerStatuses.find(
      ({ name }) => name === container.name,
    );
    return container.restartPolicy === 'Always'
      ? status?.started === true && status.state.running !== undefined
      : status?.state.terminated?.exitCode === 0;
  });
}

/** Whether nothing more happens in a pod. */
export function hasFinished(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}
