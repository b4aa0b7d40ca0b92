import fc from 'fast-check';
import type { Deployment, HealthStatus } from '../store/objects';
import {
  DEPLOYMENTS,
  findByKind,
  INGRESSES,
  type ResourceType,
} from '../store/resources';
import { healthOf, worstHealth } from './health';

const metadata = {
  name: 'shop',
  namespace: 'acme',
  uid: '1',
  resourceVersion: '1',
  generation: 2,
  creationTimestamp: '2026-01-01T00:00:00Z',
};

function deployment(
  status: Deployment['status'],
  spec: Partial<Deployment['spec']> = {},
): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 3,
      selector: {},
      template: { spec: { containers: [] } },
      strategy: { type: 'RollingUpdate' },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      ...spec,
    },
    status,
  };
}

describe('healthOf a deployment', () => {
  const settled = {
    observedGeneration: 2,
    replicas: 3,
    updatedReplicas: 3,
    availableReplicas: 3,
  };

  it.each<[string, Deployment, HealthStatus]>([
    ['settled', deployment(settled), { status: 'Healthy' }],
    [
      'paused',
      deployment(settled, { paused: true }),
      { status: 'Suspended', message: 'Deployment is paused' },
    ],
    [
      'not looked at yet',
      deployment({ ...settled, observedGeneration: 1 }),
      {
        status: 'Progressing',
        message:
          'Waiting for rollout to finish: observed deployment generation less than desired generation',
      },
    ],
    [
      'new',
      deployment(undefined),
      {
        status: 'Progressing',
        message:
          'Waiting for rollout to finish: observed deployment generation less than desired generation',
      },
    ],
    [
      'updated in part',
      deployment({ ...settled, updatedReplicas: 1 }),
      {
        status: 'Progressing',
        message:
          'Waiting for rollout to finish: 1 out of 3 new replicas have been updated...',
      },
    ],
    [
      'not rid of old pods',
      deployment({ ...settled, replicas: 4 }),
      {
        status: 'Progressing',
        message:
          'Waiting for rollout to finish: 1 old replicas are pending termination...',
      },
    ],
    [
      'not available',
      deployment({ ...settled, availableReplicas: 2 }),
      {
        status: 'Progressing',
        message:
          'Waiting for rollout to finish: 2 of 3 updated replicas are available...',
      },
    ],
    [
      'too late',
      deployment({
        ...settled,
        updatedReplicas: 1,
        conditions: [
          {
            type: 'Progressing',
            status: 'False',
            reason: 'ProgressDeadlineExceeded',
          },
        ],
      }),
      {
        status: 'Degraded',
        message: 'Deployment "shop" exceeded its progress deadline',
      },
    ],
    [
      'being deleted',
      {
        ...deployment(settled),
        metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' },
      },
      { status: 'Progressing', message: 'Pending deletion' },
    ],
  ])('that is %s', (_, object, health) => {
    expect(healthOf(DEPLOYMENTS, object)).toEqual(health);
  });

  it('is healthy only when all pods are new and available', () => {
    const count = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(
        count,
        count,
        count,
        count,
        (replicas, total, updated, available) => {
          const subject = deployment(
            {
              observedGeneration: 2,
              replicas: total,
              updatedReplicas: updated,
              availableReplicas: available,
            },
            { replicas },
          );
          const healthy =
            updated >= replicas && total <= updated && available >= updated;
          expect(healthOf(DEPLOYMENTS, subject)?.status).toBe(
            healthy ? 'Healthy' : 'Progressing',
          );
        },
      ),
    );
  });
});

describe('healthOf other objects', () => {
  const ingress = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
  };

  it('waits for the address of an ingress', () => {
    expect(healthOf(INGRESSES, ingress)).toEqual({ status: 'Progressing' });
    expect(
      healthOf(INGRESSES, {
        ...ingress,
        status: { loadBalancer: { ingress: [{ ip: '127.0.0.1' }] } },
      }),
    ).toEqual({ status: 'Healthy' });
  });

  it('misses what is not there, and asks nothing of kinds without health', () => {
    const maps = findByKind('v1', 'ConfigMap') as ResourceType;
    expect(healthOf(maps, undefined)).toEqual({ status: 'Missing' });
    expect(
      healthOf(maps, { apiVersion: 'v1', kind: 'ConfigMap', metadata }),
    ).toBeUndefined();
  });
});

describe('worstHealth', () => {
  const order = [
    'Healthy',
    'Suspended',
    'Progressing',
    'Missing',
    'Degraded',
    'Unknown',
  ] as const;

  it('is the last in the order of Argo CD, healthy when there is none', () => {
    expect(worstHealth([])).toEqual({ status: 'Healthy' });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...order), { minLength: 1 }),
        statuses => {
          const worst = Math.max(...statuses.map(one => order.indexOf(one)));
          expect(worstHealth(statuses.map(status => ({ status })))).toEqual({
            status: order[worst],
          });
        },
      ),
    );
  });
});
