import fc from 'fast-check';
import type { Condition, Deployment, ReplicaSet } from '../store/objects';
import { deploymentStatus } from './deploymentStatus';

const START = new Date('2026-01-01T00:00:00Z');
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);

function replicaSet(
  name: string,
  counts: { replicas: number; ready?: number } | undefined,
  conditions?: Condition[],
): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      uid: name,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: {
      replicas: counts?.replicas ?? 0,
      selector: {},
      template: { spec: { containers: [] } },
    },
    ...(counts && {
      status: {
        replicas: counts.replicas,
        readyReplicas: counts.ready ?? 0,
        availableReplicas: counts.ready ?? 0,
        ...(conditions && { conditions }),
      },
    }),
  };
}

function deployment(
  spec: Partial<Deployment['spec']> = {},
  status?: Deployment['status'],
  generation = 1,
): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'shop',
      namespace: 'acme',
      uid: '1',
      resourceVersion: '1',
      generation,
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: {
      replicas: 2,
      selector: {},
      template: { spec: { containers: [] } },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
      },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 60,
      ...spec,
    },
    ...(status && { status }),
  };
}

/** Reports as the controller does, each time on what was reported before. */
function reporter(spec: Partial<Deployment['spec']> = {}) {
  let subject = deployment(spec);
  let recheckMs: number | undefined;
  return {
    report(
      seconds: number,
      current: ReplicaSet | undefined,
      old: ReplicaSet[] = [],
      change: Partial<Deployment['spec']> = {},
    ) {
      if (Object.keys(change).length > 0) {
        subject = {
          ...subject,
          metadata: {
            ...subject.metadata,
            generation: (subject.metadata.generation ?? 0) + 1,
          },
          spec: { ...subject.spec, ...change },
        };
      }
      const result = deploymentStatus({
        deployment: subject,
        replicaSets: current ? [...old, current] : old,
        current,
        now: at(seconds),
      });
      subject = { ...subject, status: result.status };
      recheckMs = result.recheckMs;
      return result.status;
    },
    condition: (type: string) =>
      subject.status?.conditions?.find(each => each.type === type),
    recheck: () => recheckMs,
  };
}

describe('deploymentStatus', () => {
  it('adds up the replica sets, and leaves out what is none', () => {
    const { status } = deploymentStatus({
      deployment: deployment({ replicas: 3 }),
      replicaSets: [
        replicaSet('old', { replicas: 2, ready: 2 }),
        replicaSet('new', { replicas: 1 }),
      ],
      current: replicaSet('new', { replicas: 1 }),
      now: START,
    });
    expect(status).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 1,
      readyReplicas: 2,
      availableReplicas: 2,
      unavailableReplicas: 1,
    });
    const empty = deploymentStatus({
      deployment: deployment({ replicas: 0 }),
      replicaSets: [replicaSet('new', { replicas: 0 })],
      current: replicaSet('new', { replicas: 0 }),
      now: START,
    });
    expect(Object.keys(empty.status)).toEqual([
      'observedGeneration',
      'conditions',
    ]);
  });

  it('is available with what a rolling update must leave', () => {
    const { report, condition } = reporter({
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: 1, maxUnavailable: 1 },
      },
    });
    report(0, replicaSet('new', { replicas: 2, ready: 1 }));
    expect(condition('Available')).toMatchObject({
      status: 'True',
      reason: 'MinimumReplicasAvailable',
      message: 'Deployment has minimum availability.',
    });
    report(5, replicaSet('new', { replicas: 2 }));
    expect(condition('Available')).toEqual({
      type: 'Available',
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
      message: 'Deployment does not have minimum availability.',
      lastUpdateTime: '2026-01-01T00:00:05Z',
      lastTransitionTime: '2026-01-01T00:00:05Z',
    });
  });

  // The reasons and messages of pkg/controller/deployment/progress.go.
  it('tells of a rollout from its beginning to its end', () => {
    const { report, condition } = reporter();
    const seen = [
      replicaSet('shop-1', undefined),
      replicaSet('shop-1', { replicas: 1 }),
      replicaSet('shop-1', { replicas: 2, ready: 1 }),
      replicaSet('shop-1', { replicas: 2, ready: 2 }),
    ].map((current, index) => {
      report(index, current);
      return `${condition('Progressing')?.reason}: ${condition('Progressing')?.message}`;
    });
    expect(seen).toEqual([
      'NewReplicaSetCreated: Created new replica set "shop-1"',
      'ReplicaSetUpdated: ReplicaSet "shop-1" is progressing.',
      'ReplicaSetUpdated: ReplicaSet "shop-1" is progressing.',
      'NewReplicaSetAvailable: ReplicaSet "shop-1" has successfully progressed.',
    ]);
  });

  it('does not call a replica set new that was there before', () => {
    const { report, condition } = reporter();
    report(0, replicaSet('shop-2', { replicas: 2, ready: 2 }));
    report(1, replicaSet('shop-1', { replicas: 0 }), [
      replicaSet('shop-2', { replicas: 2, ready: 2 }),
    ]);
    expect(condition('Progressing')).toMatchObject({
      reason: 'ReplicaSetUpdated',
      message: 'ReplicaSet "shop-1" is progressing.',
    });
  });

  it('misses its deadline when nothing moves, and recovers when it does', () => {
    const { report, condition, recheck } = reporter();
    const stuck = replicaSet('shop-1', { replicas: 2, ready: 1 });
    report(0, stuck);
    expect(recheck()).toBe(60_000);
    report(20, stuck);
    expect(recheck()).toBe(40_000);
    report(61, stuck);
    expect(condition('Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: 'ReplicaSet "shop-1" has timed out progressing.',
    });
    expect(recheck()).toBeUndefined();
    report(100, replicaSet('shop-1', { replicas: 2, ready: 2 }));
    expect(condition('Progressing')).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetAvailable',
    });
  });

  it('takes a pod that falls ill for no progress', () => {
    const { report, condition } = reporter({ replicas: 3 });
    report(0, replicaSet('shop-1', { replicas: 3, ready: 2 }));
    report(30, replicaSet('shop-1', { replicas: 3, ready: 1 }));
    report(61, replicaSet('shop-1', { replicas: 3, ready: 1 }));
    expect(condition('Progressing')?.reason).toBe('ProgressDeadlineExceeded');
  });

  it('stays complete when a pod falls ill later', () => {
    const { report, condition } = reporter();
    report(0, replicaSet('shop-1', { replicas: 2, ready: 2 }));
    report(500, replicaSet('shop-1', { replicas: 2, ready: 0 }));
    expect(condition('Progressing')?.reason).toBe('NewReplicaSetAvailable');
    expect(condition('Available')?.status).toBe('False');
  });

  it('shows why pods cannot be created, until they can', () => {
    const { report, condition } = reporter();
    const failure: Condition = {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: 'pods "shop-1-abcde" is forbidden: exceeded quota',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    report(1, replicaSet('shop-1', { replicas: 0 }, [failure]));
    expect(condition('ReplicaFailure')).toMatchObject({
      status: 'True',
      reason: 'FailedCreate',
      message: failure.message,
    });
    report(2, replicaSet('shop-1', { replicas: 2 }));
    expect(condition('ReplicaFailure')).toBeUndefined();
  });

  it('shows the failure of the newest replica set first', () => {
    const { report, condition } = reporter();
    const failure = (message: string): Condition[] => [
      { type: 'ReplicaFailure', status: 'True', message },
    ];
    report(0, replicaSet('new', { replicas: 0 }, failure('of the new')), [
      replicaSet('old', { replicas: 1 }, failure('of the old')),
    ]);
    expect(condition('ReplicaFailure')?.message).toBe('of the new');
  });

  it('waits while it is paused, and says when it goes on', () => {
    const { report, condition, recheck } = reporter();
    const stuck = replicaSet('shop-1', { replicas: 1 });
    report(0, stuck);
    report(1, stuck, [], { paused: true });
    expect(condition('Progressing')).toMatchObject({
      status: 'Unknown',
      reason: 'DeploymentPaused',
      message: 'Deployment is paused',
    });
    report(1000, stuck);
    expect(condition('Progressing')?.reason).toBe('DeploymentPaused');
    expect(recheck()).toBeUndefined();
    report(1001, stuck, [], { paused: false });
    expect(condition('Progressing')).toMatchObject({
      status: 'Unknown',
      reason: 'DeploymentResumed',
      message: 'Deployment is resumed',
    });
    report(1002, replicaSet('shop-1', { replicas: 2 }));
    expect(condition('Progressing')?.reason).toBe('ReplicaSetUpdated');
  });

  it('may be paused before it has any replica set', () => {
    const { report, condition } = reporter({ paused: true });
    expect(report(0, undefined)).toMatchObject({ unavailableReplicas: 2 });
    expect(condition('Progressing')?.reason).toBe('DeploymentPaused');
    expect(condition('Available')?.status).toBe('False');
  });

  it('never counts more than there is, and settles', () => {
    const count = fc.integer({ min: 0, max: 10 });
    fc.assert(
      fc.property(count, count, count, (replicas, there, ready) => {
        const current = replicaSet('new', {
          replicas: there,
          ready: Math.min(there, ready),
        });
        const { report } = reporter({ replicas });
        report(0, current);
        const second = report(1, current);
        expect(report(2, current)).toEqual(second);
        expect(second.availableReplicas ?? 0).toBeLessThanOrEqual(
          second.replicas ?? 0,
        );
        expect(
          (second.availableReplicas ?? 0) + (second.unavailableReplicas ?? 0),
        ).toBe(Math.max(replicas, there));
      }),
    );
  });
});
