import { DISRUPTION_BUDGETS, REPLICA_SETS } from '../store/resources';
import type { PodDisruptionBudget } from '../store/scalingObjects';
import {
  createPod,
  reportPod,
  startControllers,
} from './__testUtils__/startControllers';
import { controllerReference } from './createOwnedPod';
import { DisruptionController } from './DisruptionController';

const LABELS = { app: 'shop' };

function start(spec: Partial<PodDisruptionBudget['spec']>, replicas = 4) {
  const cluster = startControllers(context => [
    new DisruptionController(context),
  ]);
  const { store } = cluster;
  const owner = store.create(REPLICA_SETS, {
    metadata: { name: 'shop', namespace: 'acme' },
    spec: {
      replicas,
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: { containers: [{ name: 'a', image: 'a' }] },
      },
    },
  });
  store.create(DISRUPTION_BUDGETS, {
    metadata: { name: 'shop', namespace: 'acme' },
    spec: { selector: { matchLabels: LABELS }, ...spec },
  });
  return {
    ...cluster,
    addPods: (count: number, ready: number) => {
      for (let index = 0; index < count; index += 1) {
        createPod(store, `p${index}`, {
          metadata: {
            labels: LABELS,
            ownerReferences: [controllerReference(REPLICA_SETS, owner)],
          },
        });
        reportPod(store, `p${index}`, 'Running', { ready: index < ready });
      }
      cluster.settle();
    },
    status: () => store.get(DISRUPTION_BUDGETS, 'acme', 'shop')?.status,
  };
}

describe('DisruptionController', () => {
  it.each([
    [{ maxUnavailable: 1 }, 4, 1, 3],
    [{ maxUnavailable: 1 }, 3, 0, 3],
    [{ maxUnavailable: '50%' }, 4, 2, 2],
    [{ minAvailable: 2 }, 4, 2, 2],
    [{ minAvailable: '60%' }, 4, 1, 3],
    [{ minAvailable: 4 }, 4, 0, 4],
  ])(
    '%j with %i healthy pods of 4 allows %i',
    (spec, ready, allowed, desired) => {
      const { addPods, status } = start(spec);
      addPods(4, ready);
      expect(status()).toMatchObject({
        expectedPods: 4,
        currentHealthy: ready,
        desiredHealthy: desired,
        disruptionsAllowed: allowed,
        conditions: [
          {
            type: 'DisruptionAllowed',
            status: allowed > 0 ? 'True' : 'False',
            reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
          },
        ],
      });
    },
  );

  it('expects what is asked for, not what is there', () => {
    const { addPods, status } = start({ maxUnavailable: 1 }, 5);
    addPods(4, 4);
    expect(status()).toMatchObject({
      expectedPods: 5,
      desiredHealthy: 4,
      disruptionsAllowed: 0,
    });
  });

  it('allows nothing where there is nothing', () => {
    const { settle, status } = start({ minAvailable: 0 });
    settle();
    expect(status()).toMatchObject({ expectedPods: 0, disruptionsAllowed: 0 });
  });

  it('does not count pods that ended', () => {
    const { store, settle, addPods, status } = start({ minAvailable: 1 });
    addPods(2, 2);
    reportPod(store, 'p0', 'Failed', { ready: false });
    settle();
    expect(status()).toMatchObject({
      currentHealthy: 1,
      disruptionsAllowed: 0,
    });
  });
});
