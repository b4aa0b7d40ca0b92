import type { Container, ContainerStatus, Pod } from '../store/objects';

/** One run of a container, from its start to its end. */
export interface ContainerRun {
  pod: Pod;
  container: Container;
  /** Milliseconds. */
  startedAt: number;
  /** Absent while it runs. */
  end?: { at: number; exitCode: number; reason: string };
}

/** The present run of a container or the one before, when there is one. */
export function containerRun(
  pod: Pod,
  name: string,
  previous: boolean,
): ContainerRun | undefined {
  const container = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []),
  ].find(candidate => candidate.name === name);
  const status = statusOf(pod, name);
  if (!container || !status) {
    return undefined;
  }
  const { state, lastState } = status;
  if (state.running && !previous) {
    return { pod, container, startedAt: Date.parse(state.running.startedAt) };
  }
  const ended = previous
    ? lastState.terminated
    : (state.terminated ?? lastState.terminated);
  // What could not be started has written nothing.
  return ended && ended.reason !== 'StartError'
    ? {
        pod,
        container,
        startedAt: Date.parse(ended.startedAt),
        end: {
          at: Date.parse(ended.finishedAt),
          exitCode: ended.exitCode,
          reason: ended.reason,
        },
      }
    : undefined;
}

function statusOf(pod: Pod, name: string): ContainerStatus | undefined {
  return [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
  ].find(status => status.name === name);
}
