import type { ReplicaSet } from '../store/objects';
import { PODS, QUOTAS, REPLICA_SETS } from '../store/resources';
import { reportPod, startControllers } from './__testUtils__/startControllers';
import { addAdmissions } from './admission/addAdmissions';
import { QuotaUsage } from './quota/QuotaUsage';
import { ReplicaSetController } from './ReplicaSetController';

function start(replicas = 2) {
  const cluster = startControllers(
    context => [new ReplicaSetController(context)],
    ({ store }) =>
      addAdmissions({ store, usage: QuotaUsage.create({ store }) }),
  );
  const { store, settle } = cluster;
  const template = {
    metadata: { labels: { app: 'shop' } },
    spec: { containers: [{ name: 'shop', image: 'acme/shop:1' }] },
  };
  const create = () =>
    store.create<ReplicaSet>(REPLICA_SETS, {
      metadata: { name: 'shop-1', namespace: 'acme' },
      spec: {
        replicas,
        selector: { matchLabels: { app: 'shop' } },
        template,
      },
    });
  return {
    ...cluster,
    create,
    limitPods: (pods: string) =>
      store.create(QUOTAS, {
        metadata: { name: 'tenant', namespace: 'acme' },
        spec: { hard: { pods } },
      }),
    scale: (count: number) => {
      store.modify(REPLICA_SETS, 'acme', 'shop-1', draft => {
        draft.spec.replicas = count;
      });
      settle();
    },
    status: () => store.get(REPLICA_SETS, 'acme', 'shop-1')?.status,
    names: () => store.list(PODS).map(({ metadata }) => metadata.name),
  };
}

describe('ReplicaSetController', () => {
  it('creates the pods it is asked for, as its own', () => {
    const { store, settle, create, told, status, names } = start();
    const { metadata } = create();
    settle();
    expect(store.list(PODS)).toMatchObject(
      Array(2).fill({
        metadata: {
          generateName: 'shop-1-',
          name: expect.stringMatching(/^shop-1-[a-z0-9]{5}$/),
          labels: { app: 'shop' },
          ownerReferences: [
            {
              apiVersion: 'apps/v1',
              kind: 'ReplicaSet',
              name: 'shop-1',
              uid: metadata.uid,
              controller: true,
            },
          ],
        },
      }),
    );
    expect(told('shop-1')).toEqual(
      names().map(name => `SuccessfulCreate: Created pod: ${name}`),
    );
    expect(status()).toEqual({
      replicas: 2,
      fullyLabeledReplicas: 2,
      observedGeneration: 1,
    });
  });

  it('counts the ready ones, and replaces those that went away or ended', () => {
    const { store, settle, create, status, names } = start();
    create();
    settle();
    const [first, second] = names();
    reportPod(store, first, 'Running');
    settle();
    expect(status()).toMatchObject({ readyReplicas: 1, availableReplicas: 1 });
    store.remove(PODS, 'acme', first);
    reportPod(store, second, 'Failed');
    settle();
    expect(status()).toMatchObject({ replicas: 2 });
    expect(status()).not.toHaveProperty('readyReplicas');
    expect(names()).toHaveLength(3);
  });

  it('gives up the least useful pods', () => {
    const { store, settle, create, scale, names, told } = start(3);
    create();
    settle();
    const [keep, ...others] = names();
    reportPod(store, keep, 'Running');
    scale(1);
    expect(names()).toEqual([keep]);
    expect(told('shop-1').slice(3).sort()).toEqual(
      others.map(name => `SuccessfulDelete: Deleted pod: ${name}`).sort(),
    );
  });

  it('does nothing for one that is going away', () => {
    const { store, settle, create, names } = start();
    create();
    store.modify(REPLICA_SETS, 'acme', 'shop-1', draft => {
      draft.metadata.finalizers = ['x'];
    });
    store.delete(REPLICA_SETS, 'acme', 'shop-1');
    settle();
    expect(names()).toEqual([]);
  });

  describe('when a quota leaves too little', () => {
    const refusal =
      /^pods "shop-1-[a-z0-9]{5}" is forbidden: exceeded quota: tenant, requested: pods=1, used: pods=1, limited: pods=1$/;

    it('says so in its condition and an event, once a try', () => {
      const { settle, create, limitPods, status, told, names } = start(4);
      limitPods('1');
      create();
      settle();
      expect(names()).toHaveLength(1);
      expect(status()?.conditions).toEqual([
        {
          type: 'ReplicaFailure',
          status: 'True',
          reason: 'FailedCreate',
          message: expect.stringMatching(refusal),
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ]);
      const failures = told('shop-1').filter(text =>
        text.startsWith('FailedCreate'),
      );
      // Not one for each pod that is missing: the first failure ends a try.
      expect(failures).toHaveLength(2);
      expect(failures[0]).toMatch(
        /^FailedCreate: Error creating: pods "shop-1-[a-z0-9]{5}" is forbidden: exceeded quota: tenant, /,
      );
    });

    it('tries again, ever more seldom', () => {
      const { clock, create, limitPods, told } = start(1);
      limitPods('0');
      create();
      const tries = [1, 1000, 2000, 4000, 8000].map(ms => {
        clock.advance(ms);
        return told('shop-1').length;
      });
      expect(tries).toEqual([1, 2, 3, 4, 5]);
      clock.advance(10 * 60_000);
      const before = told('shop-1').length;
      clock.advance(60_000);
      expect(told('shop-1').length - before).toBe(1);
    });

    it('goes on at once when the quota is raised', () => {
      const { store, settle, create, limitPods, status, names } = start(3);
      limitPods('1');
      create();
      settle();
      store.modify(QUOTAS, 'acme', 'tenant', draft => {
        draft.spec.hard = { pods: '3' };
      });
      settle();
      expect(names()).toHaveLength(3);
      expect(status()).not.toHaveProperty('conditions');
    });

    it('lets no other fault pass for a refusal', () => {
      const { store, settle, create, logger } = start(1);
      store.addAdmission({
        admit: ({ type, object }) => {
          if (type === PODS) {
            throw new TypeError('broken');
          }
          return object;
        },
      });
      create();
      settle();
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('broken'),
      );
    });
  });
});
