import type { ContainerStatus, Pod } from '../store/objects';
import { readPodLogs } from './podLogs';

const terminated = {
  exitCode: 1,
  reason: 'Error',
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:01Z',
  containerID: 'c',
};

function pod(status: Partial<ContainerStatus>): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'shop-1',
      namespace: 'acme',
      uid: '1',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: {
      containers: [
        {
          name: 'shop',
          image: 'acme/shop:1.4.0',
          ports: [{ containerPort: 8080 }],
        },
      ],
    },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'shop',
          image: 'acme/shop:1.4.0',
          imageID: '',
          ready: false,
          started: false,
          restartCount: 0,
          state: {},
          lastState: {},
          ...status,
        },
      ],
    },
  };
}
const read = (
  status: Partial<ContainerStatus>,
  options: Partial<Parameters<typeof readPodLogs>[1]> = {},
) =>
  readPodLogs(pod(status), {
    container: undefined,
    previous: false,
    tailLines: undefined,
    ...options,
  });

describe('readPodLogs', () => {
  const running = { running: { startedAt: '2026-01-01T00:00:02Z' } };

  it('shows how a container started', () => {
    expect(read({ state: running })).toBe(
      [
        '2026-01-01T00:00:02Z INFO starting acme/shop:1.4.0',
        '2026-01-01T00:00:02Z INFO configuration read: 0 variables',
        '2026-01-01T00:00:02Z INFO listening on :8080',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [0, 0],
    [1, 1],
    [99, 3],
  ])('shows at most the last %i lines', (tailLines, lines) => {
    const text = read({ state: running }, { tailLines });
    expect(text.split('\n').filter(Boolean)).toHaveLength(lines);
  });

  it('shows why a container crashed, now and before', () => {
    const waiting = { waiting: { reason: 'CrashLoopBackOff' } };
    for (const text of [
      read({ state: { terminated } }),
      read({ state: waiting, lastState: { terminated } }),
      read({ state: running, lastState: { terminated } }, { previous: true }),
    ]) {
      expect(text).toContain('Error: Cannot find module');
      expect(text).toContain('2026-01-01T00:00:01Z ERROR');
    }
  });

  it.each([
    ['ContainerCreating', 'ContainerCreating'],
    ['ErrImagePull', 'trying and failing to pull image'],
    ['ImagePullBackOff', 'trying and failing to pull image'],
  ])('says that %s keeps a container waiting', (reason, because) => {
    expect(() => read({ state: { waiting: { reason } } })).toThrow(
      `container "shop" in pod "shop-1" is waiting to start: ${because}`,
    );
  });

  it('says what there is not', () => {
    expect(() => read({ state: running }, { previous: true })).toThrow(
      'previous terminated container "shop" in pod "shop-1" not found',
    );
    expect(() => read({}, { container: 'proxy' })).toThrow(
      'container proxy is not valid for pod shop-1',
    );
  });
});
