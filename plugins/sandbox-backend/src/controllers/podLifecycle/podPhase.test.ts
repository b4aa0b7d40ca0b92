import type { ContainerState, ContainerStatus, Pod } from '../../store/objects';
import { isInitialized, podPhase } from './podPhase';

const running: ContainerState = {
  running: { startedAt: '2026-01-01T00:00:00Z' },
};
const waiting: ContainerState = { waiting: { reason: 'ContainerCreating' } };
const ended = (exitCode: number): ContainerState => ({
  terminated: {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:01Z',
    containerID: 'c',
  },
});

function status(
  name: string,
  state: ContainerState,
  lastState: ContainerState = {},
): ContainerStatus {
  return {
    name,
    image: 'a:1',
    imageID: '',
    ready: false,
    started: state.running !== undefined,
    restartCount: 0,
    state,
    lastState,
  };
}

function pod(restartPolicy: string, sidecar = false): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'one',
      uid: '1',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: {
      restartPolicy,
      containers: [
        { name: 'a', image: 'a:1' },
        { name: 'b', image: 'a:1' },
      ],
      ...(sidecar && {
        initContainers: [
          { name: 'first', image: 'a:1' },
          { name: 'side', image: 'a:1', restartPolicy: 'Always' },
        ],
      }),
    },
  };
}

// kubernetes/pkg/kubelet/kubelet_pods.go, getPhase, and its test's table.
describe('podPhase', () => {
  it.each([
    ['Always', [waiting, waiting], 'Pending'],
    ['Always', [running, waiting], 'Pending'],
    ['Always', [running, running], 'Running'],
    ['Always', [running, ended(1)], 'Running'],
    ['Always', [ended(0), ended(0)], 'Running'],
    ['Always', [ended(1), ended(1)], 'Running'],
    ['OnFailure', [ended(0), ended(0)], 'Succeeded'],
    ['OnFailure', [ended(0), ended(1)], 'Running'],
    ['OnFailure', [running, ended(0)], 'Running'],
    ['Never', [ended(0), ended(0)], 'Succeeded'],
    ['Never', [ended(0), ended(1)], 'Failed'],
    ['Never', [running, ended(1)], 'Running'],
  ])('%s with %j is %s', (restartPolicy, [a, b], phase) => {
    expect(
      podPhase({
        pod: pod(restartPolicy),
        containerStatuses: [status('a', a), status('b', b)],
        initContainerStatuses: [],
      }),
    ).toBe(phase);
  });

  it('counts a container that waits to be started again as stopped', () => {
    expect(
      podPhase({
        pod: pod('Always'),
        containerStatuses: [
          status('a', { waiting: { reason: 'CrashLoopBackOff' } }, ended(1)),
          status('b', running),
        ],
        initContainerStatuses: [],
      }),
    ).toBe('Running');
  });

  it.each([
    ['Always', 'Pending'],
    ['OnFailure', 'Pending'],
    ['Never', 'Failed'],
  ])('%s with a failed init container is %s', (restartPolicy, phase) => {
    expect(
      podPhase({
        pod: pod(restartPolicy, true),
        containerStatuses: [status('a', waiting), status('b', waiting)],
        initContainerStatuses: [
          status('first', ended(1)),
          status('side', waiting),
        ],
      }),
    ).toBe(phase);
  });
});

describe('isInitialized', () => {
  it.each([
    [waiting, waiting, false],
    [running, waiting, false],
    [ended(1), running, false],
    [ended(0), waiting, false],
    [ended(0), running, true],
  ])('%j and a sidecar that is %j: %p', (first, side, initialized) => {
    expect(
      isInitialized(pod('Always', true), [
        status('first', first),
        status('side', side),
      ]),
    ).toBe(initialized);
  });
});
