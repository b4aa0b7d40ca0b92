import fc from 'fast-check';
import type { Deployment } from '../store/objects';
import { bounds, planRollout } from './rollout';

function deployment(
  replicas: number,
  maxSurge: number | string,
  maxUnavailable: number | string,
): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'shop',
      namespace: 'acme',
      uid: '1',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: {
      replicas,
      selector: {},
      template: { spec: { containers: [] } },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge, maxUnavailable },
      },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
  };
}

describe('bounds', () => {
  it.each([
    [4, '25%', '25%', 1, 1],
    [10, '25%', '25%', 3, 2],
    [1, '25%', '25%', 1, 0],
    [3, 2, 1, 2, 1],
    [1, 0, 0, 0, 1],
  ])(
    'of %i replicas with surge %s and unavailable %s are %i and %i',
    (replicas, maxSurge, maxUnavailable, surge, unavailable) => {
      expect(bounds(deployment(replicas, maxSurge, maxUnavailable))).toEqual({
        surge,
        unavailable,
      });
    },
  );
});

describe('planRollout', () => {
  it('never goes below or above what is allowed, and ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.boolean(), { maxLength: 50 }),
        (replicas, maxSurge, maxUnavailable, readiness) => {
          const subject = deployment(replicas, maxSurge, maxUnavailable);
          const { surge, unavailable } = bounds(subject);
          const old = { desired: replicas, available: replicas };
          const current = { desired: 0, available: 0 };
          const step = () => {
            const next = planRollout({
              deployment: subject,
              current,
              old: [old],
              oldPods: old.desired,
            });
            current.desired = next.current;
            [old.desired] = next.old;
            old.available = Math.min(old.available, old.desired);
            expect(current.desired + old.desired).toBeLessThanOrEqual(
              replicas + surge,
            );
            expect(current.available + old.available).toBeGreaterThanOrEqual(
              replicas - unavailable,
            );
          };
          for (const ready of readiness) {
            step();
            if (ready && current.available < current.desired) {
              current.available += 1;
            }
          }
          for (let round = 0; round < 3 * replicas + 3; round += 1) {
            step();
            current.available = current.desired;
          }
          expect(current.desired).toBe(replicas);
          expect(old.desired).toBe(0);
        },
      ),
    );
  });

  it('waits for the last old pod when it recreates', () => {
    const subject = deployment(2, 1, 0);
    subject.spec.strategy = { type: 'Recreate' };
    const old = [{ desired: 2, available: 2 }];
    const current = { desired: 0, available: 0 };
    expect(
      planRollout({ deployment: subject, current, old, oldPods: 2 }),
    ).toEqual({ current: 0, old: [0] });
    expect(
      planRollout({ deployment: subject, current, old, oldPods: 0 }),
    ).toEqual({ current: 2, old: [0] });
  });
});
