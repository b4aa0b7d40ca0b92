import type {
  CoreV1Event,
  V1Deployment,
  V1Pod,
  V1ReplicaSet,
} from '@kubernetes/client-node';
import { readApplication } from './readApplication';
import { readEvent } from './readEvent';
import { readNamespace } from './readNamespace';
import { readWorkload } from './readWorkload';

/** Objects as the API sends them, where the client's types say dates. */
const json = <T>(value: object): T => JSON.parse(JSON.stringify(value));

describe('readApplication', () => {
  it('has nothing to say of an application that Argo CD has not seen', () => {
    expect(readApplication({ metadata: { name: 'a' } })).toEqual({
      name: 'a',
      sync: 'Unknown',
      revision: null,
      health: 'Unknown',
      healthMessage: null,
      operation: null,
      conditions: [],
    });
  });

  it('takes words that it does not know for unknown', () => {
    expect(
      readApplication({
        metadata: { name: 'a' },
        status: {
          sync: { status: 'Half', revision: '' },
          health: { status: 'Great', message: 'so' },
          operationState: {},
        },
      }),
    ).toMatchObject({
      sync: 'Unknown',
      revision: null,
      health: 'Unknown',
      healthMessage: 'so',
      operation: { phase: 'Unknown', revision: null, startedAt: null },
    });
  });

  it('reads the last operation and the conditions', () => {
    const application = readApplication({
      metadata: { name: 'a' },
      status: {
        sync: { status: 'OutOfSync', revision: 'abc' },
        health: { status: 'Degraded' },
        operationState: {
          phase: 'Failed',
          message: 'no',
          startedAt: '2026-01-01T00:00:00Z',
          syncResult: { revision: 'abc' },
        },
        conditions: [{ type: 'SyncError', message: 'no' }],
      },
    });
    expect(application).toMatchObject({
      sync: 'OutOfSync',
      health: 'Degraded',
      operation: {
        phase: 'Failed',
        message: 'no',
        revision: 'abc',
        startedAt: '2026-01-01T00:00:00.000Z',
        finishedAt: null,
      },
      conditions: [{ type: 'SyncError', message: 'no', time: null }],
    });
  });
});

describe('readEvent', () => {
  const event = {
    metadata: { namespace: 'acme', name: 'e' },
    involvedObject: { kind: 'Pod', name: 'p' },
    reason: 'BackOff',
    message: 'm',
  };

  it('reads events that are counted', () => {
    expect(
      readEvent(
        json<CoreV1Event>({
          ...event,
          type: 'Warning',
          count: 3,
          firstTimestamp: '2026-01-01T00:00:00Z',
          lastTimestamp: '2026-01-01T00:01:00Z',
          source: { component: 'kubelet' },
        }),
      ),
    ).toEqual({
      namespace: 'acme',
      type: 'Warning',
      reason: 'BackOff',
      message: 'm',
      count: 3,
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-01-01T00:01:00.000Z',
      object: { kind: 'Pod', name: 'p', uid: null },
      component: 'kubelet',
    });
  });

  it('reads events that are a series', () => {
    expect(
      readEvent(
        json<CoreV1Event>({
          ...event,
          eventTime: '2026-01-01T00:00:00.000000Z',
          series: { count: 7, lastObservedTime: '2026-01-01T00:02:00.5Z' },
          reportingComponent: 'scheduler',
        }),
      ),
    ).toMatchObject({
      type: 'Normal',
      count: 7,
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-01-01T00:02:00.500Z',
      component: 'scheduler',
    });
  });
});

describe('readNamespace', () => {
  it('shows the limits of a quota that nobody has added up yet', () => {
    expect(
      readNamespace({ metadata: { name: 'acme' } }, [
        { metadata: { name: 'q' }, spec: { hard: { pods: '5' } } },
      ]),
    ).toEqual({
      name: 'acme',
      phase: 'Active',
      labels: {},
      quotas: [{ name: 'q', hard: { pods: '5' }, used: {} }],
    });
  });

  it('is terminating from the moment it is deleted', () => {
    const metadata = { name: 'acme', deletionTimestamp: new Date(0) };
    expect(readNamespace({ metadata }, []).phase).toBe('Terminating');
  });
});

describe('readWorkload', () => {
  const read = (pod: object, deployment: object = {}) =>
    readWorkload({
      deployment: json<V1Deployment>(deployment),
      replicaSets: [
        {
          replicaSet: json<V1ReplicaSet>({ metadata: { name: 'rs' } }),
          pods: [json<V1Pod>(pod)],
        },
      ],
    });

  it('reads objects that have no status yet', () => {
    const workload = read({
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'a' }] },
    });
    expect(workload).toMatchObject({
      deployment: { desired: 1, available: 0, image: '', conditions: [] },
      replicaSets: [{ name: 'rs', revision: 0, desired: 1, ready: 0 }],
      pods: [
        {
          phase: 'Unknown',
          ready: false,
          terminating: false,
          replicaSet: 'rs',
          startedAt: null,
          containers: [{ name: 'a', image: '', state: null, lastState: null }],
        },
      ],
    });
  });

  it('reads the states of containers', () => {
    const state = (name: string, is: object) => ({ name, state: is });
    const { pods } = read({
      metadata: { name: 'p', deletionTimestamp: '2026-01-01T00:00:00Z' },
      spec: { containers: ['w', 'r', 't', 'none'].map(name => ({ name })) },
      status: {
        containerStatuses: [
          state('t', {
            terminated: { exitCode: 137, reason: 'OOMKilled' },
          }),
          state('r', { running: { startedAt: '2026-01-01T00:00:00Z' } }),
          state('w', { waiting: { reason: 'ErrImagePull', message: 'm' } }),
        ],
      },
    });
    expect(pods[0].terminating).toBe(true);
    expect(pods[0].containers.map(({ state: is }) => is)).toEqual([
      expect.objectContaining({
        state: 'waiting',
        reason: 'ErrImagePull',
        message: 'm',
      }),
      expect.objectContaining({
        state: 'running',
        startedAt: '2026-01-01T00:00:00.000Z',
      }),
      expect.objectContaining({
        state: 'terminated',
        exitCode: 137,
        reason: 'OOMKilled',
        finishedAt: null,
      }),
      null,
    ]);
  });
});
