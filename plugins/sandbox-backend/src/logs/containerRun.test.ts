import type { ContainerStatus, Pod } from '../store/objects';
import { PODS } from '../store/resources';
import { newStore } from '../testing/newStore';
import { containerRun } from './containerRun';

const RUNNING = { running: { startedAt: '2026-01-01T00:01:00Z' } };
const WAITING = { waiting: { reason: 'CrashLoopBackOff' } };
type Status = Pick<ContainerStatus, 'state' | 'lastState'>;
const ended = (exitCode: number, reason: string) => ({
  terminated: {
    exitCode,
    reason,
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:30Z',
    containerID: 'containerd://a',
  },
});

function podWith(status: Status | undefined): Pod {
  const store = newStore({ namespaces: ['acme'] });
  const pod = store.create(PODS, {
    metadata: { name: 'a', namespace: 'acme' },
    spec: {
      initContainers: [{ name: 'migrate', image: 'acme/shop:1' }],
      containers: [{ name: 'shop', image: 'acme/shop:1' }],
    },
  });
  const statusOf = (name: string): ContainerStatus[] =>
    status
      ? [
          {
            name,
            image: 'acme/shop:1',
            imageID: '',
            ready: false,
            started: false,
            restartCount: 0,
            ...status,
          },
        ]
      : [];
  return {
    ...pod,
    status: {
      phase: 'Running',
      initContainerStatuses: statusOf('migrate'),
      containerStatuses: statusOf('shop'),
    },
  };
}

describe('containerRun', () => {
  const end = {
    at: Date.parse('2026-01-01T00:00:30Z'),
    exitCode: 1,
    reason: 'Error',
  };
  const first = { startedAt: Date.parse('2026-01-01T00:00:00Z'), end };
  const second = { startedAt: Date.parse('2026-01-01T00:01:00Z') };

  it.each<[string, Status | undefined, object | undefined, object | undefined]>(
    [
      ['runs', { state: RUNNING, lastState: {} }, second, undefined],
      [
        'runs again',
        { state: RUNNING, lastState: ended(1, 'Error') },
        second,
        first,
      ],
      // As the kubelet: the container that is there is the one that ended.
      [
        'waits to run again',
        { state: WAITING, lastState: ended(1, 'Error') },
        first,
        first,
      ],
      [
        'has ended',
        { state: ended(1, 'Error'), lastState: {} },
        first,
        undefined,
      ],
      ['never ran', { state: WAITING, lastState: {} }, undefined, undefined],
      [
        'could not be started',
        { state: WAITING, lastState: ended(128, 'StartError') },
        undefined,
        undefined,
      ],
      ['has no status yet', undefined, undefined, undefined],
    ],
  )('of a container that %s', (_name, status, present, previous) => {
    const pod = podWith(status);
    for (const name of ['shop', 'migrate']) {
      const found = (isPrevious: boolean) => {
        const run = containerRun(pod, name, isPrevious);
        return (
          run && { startedAt: run.startedAt, ...(run.end && { end: run.end }) }
        );
      };
      expect(found(false)).toEqual(present);
      expect(found(true)).toEqual(previous);
    }
  });

  it('is none of a container that the pod does not have', () => {
    const pod = podWith({ state: RUNNING, lastState: {} });
    expect(containerRun(pod, 'other', false)).toBeUndefined();
  });

  it('carries the container of the name, not the first', () => {
    const pod = podWith({ state: RUNNING, lastState: {} });
    expect(containerRun(pod, 'migrate', false)?.container.name).toBe('migrate');
  });
});
