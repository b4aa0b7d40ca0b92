import fc from 'fast-check';
import type { Deployment } from '../store/objects';
import { DEPLOYMENTS, PODS, QUOTAS, REPLICA_SETS } from '../store/resources';
import { reportPod, startControllers } from './__testUtils__/startControllers';
import { addAdmissions } from './admission/addAdmissions';
import { DeploymentController } from './DeploymentController';
import { GarbageCollector } from './GarbageCollector';
import { isReady } from './podPhase';
import { QuotaUsage } from './quota/QuotaUsage';
import { ReplicaSetController } from './ReplicaSetController';
import { bounds } from './rollout';

const REVISION = 'deployment.kubernetes.io/revision';

function start(spec: Partial<Deployment['spec']> = {}) {
  const cluster = startControllers(
    context => [
      new DeploymentController(context),
      new ReplicaSetController(context),
      new GarbageCollector(context),
    ],
    ({ store }) =>
      addAdmissions({ store, usage: QuotaUsage.create({ store }) }),
  );
  const { store, settle } = cluster;
  const draft = (tag: string, change: object, annotations?: object) => ({
    metadata: { name: 'shop', namespace: 'acme' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'shop' } },
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { app: 'shop' }, annotations },
        spec: { containers: [{ name: 'shop', image: `acme/shop:${tag}` }] },
      },
      ...spec,
      ...change,
    },
  });
  const deployment = () => store.get(DEPLOYMENTS, 'acme', 'shop');
  return {
    ...cluster,
    deployment,
    release: (tag: string, change: object = {}, annotations?: object) => {
      const next = draft(tag, change, annotations);
      if (deployment()) {
        store.replace(DEPLOYMENTS, next, { namespace: 'acme', name: 'shop' });
      } else {
        store.create(DEPLOYMENTS, next);
      }
      settle();
    },
    /** Has pods become ready until nothing moves any more. */
    finish: () => {
      for (let round = 0; round < 10; round += 1) {
        store
          .list(PODS)
          .forEach(({ metadata }) =>
            reportPod(store, metadata.name, 'Running'),
          );
        settle();
      }
    },
    /** In the order of their revisions. */
    sets: () =>
      store
        .list(REPLICA_SETS)
        .map(({ metadata, spec: { replicas, template } }) => ({
          image: template.spec.containers[0].image,
          revision: metadata.annotations?.[REVISION],
          replicas,
        }))
        .sort((x, y) => Number(x.revision) - Number(y.revision)),
    condition: (type: string) =>
      deployment()?.status?.conditions?.find(each => each.type === type),
  };
}

describe('DeploymentController', () => {
  it('makes a replica set of its template, with the hash in all its labels', () => {
    const { store, release, deployment } = start();
    release('1');
    const [{ metadata, spec }] = store.list(REPLICA_SETS);
    const hash = metadata.labels?.['pod-template-hash'];
    expect(metadata).toMatchObject({
      name: `shop-${hash}`,
      annotations: { [REVISION]: '1' },
      ownerReferences: [{ kind: 'Deployment', name: 'shop', controller: true }],
    });
    expect(spec.selector.matchLabels).toEqual({
      app: 'shop',
      'pod-template-hash': hash,
    });
    expect(spec.template.metadata?.labels).toEqual({
      app: 'shop',
      'pod-template-hash': hash,
    });
    expect(deployment()?.metadata.annotations).toEqual({ [REVISION]: '1' });
  });

  it('rolls out one by one, and tells each step', () => {
    const { store, release, finish, sets, told } = start();
    release('1');
    finish();
    release('2');
    finish();
    expect(sets()).toEqual([
      expect.objectContaining({ image: 'acme/shop:1', replicas: 0 }),
      expect.objectContaining({ image: 'acme/shop:2', replicas: 2 }),
    ]);
    const nameOf = (revision: string) =>
      store
        .list(REPLICA_SETS)
        .find(({ metadata }) => metadata.annotations?.[REVISION] === revision)
        ?.metadata.name;
    const [old, current] = [nameOf('1'), nameOf('2')];
    expect(told('shop')).toEqual([
      `ScalingReplicaSet: Scaled up replica set ${old} from 0 to 2`,
      `ScalingReplicaSet: Scaled up replica set ${current} from 0 to 1`,
      `ScalingReplicaSet: Scaled down replica set ${old} from 2 to 1`,
      `ScalingReplicaSet: Scaled up replica set ${current} from 1 to 2`,
      `ScalingReplicaSet: Scaled down replica set ${old} from 1 to 0`,
    ]);
  });

  it('starts no rollout when only the number of replicas changes', () => {
    const { release, finish, sets } = start();
    release('1');
    finish();
    release('1', { replicas: 5 });
    expect(sets()).toEqual([
      { image: 'acme/shop:1', revision: '1', replicas: 5 },
    ]);
  });

  it('rolls out again when it is told to restart', () => {
    const { release, finish, sets } = start();
    release('1');
    finish();
    // What `kubectl rollout restart` writes.
    release('1', {}, { 'kubectl.kubernetes.io/restartedAt': '2026-01-01' });
    finish();
    expect(sets()).toEqual([
      { image: 'acme/shop:1', revision: '1', replicas: 0 },
      { image: 'acme/shop:1', revision: '2', replicas: 2 },
    ]);
  });

  it('goes back to a replica set that it has, as a new revision', () => {
    const { release, finish, sets, deployment } = start();
    for (const tag of ['1', '2', '1']) {
      release(tag);
      finish();
    }
    expect(sets()).toEqual(
      expect.arrayContaining([
        { image: 'acme/shop:1', revision: '3', replicas: 2 },
        { image: 'acme/shop:2', revision: '2', replicas: 0 },
      ]),
    );
    expect(deployment()?.metadata.annotations?.[REVISION]).toBe('3');
  });

  it('stops every old pod before it starts a new one when it recreates', () => {
    const { store, release, finish } = start({
      strategy: { type: 'Recreate' },
    });
    release('1');
    finish();
    // A pod on a node takes its time to stop.
    const [{ metadata: pod }] = store.list(PODS);
    store.modify(PODS, 'acme', pod.name, draft => {
      draft.spec.nodeName = 'sandbox-1';
    });
    release('2', { strategy: { type: 'Recreate' } });
    expect(store.list(PODS).map(({ metadata }) => metadata.name)).toEqual([
      pod.name,
    ]);
    store.remove(PODS, 'acme', pod.name);
    finish();
    expect(
      store.list(PODS).map(({ spec }) => spec.containers[0].image),
    ).toEqual(['acme/shop:2', 'acme/shop:2']);
  });

  it('rolls nothing out while it is paused, but follows its replicas', () => {
    const { release, finish, sets, condition } = start();
    release('1');
    finish();
    release('2', { paused: true, replicas: 3 });
    finish();
    expect(sets()).toEqual([
      { image: 'acme/shop:1', revision: '1', replicas: 3 },
    ]);
    expect(condition('Progressing')?.reason).toBe('DeploymentPaused');
    release('2', { replicas: 3 });
    finish();
    expect(sets()).toContainEqual({
      image: 'acme/shop:2',
      revision: '2',
      replicas: 3,
    });
    expect(condition('Progressing')?.reason).toBe('NewReplicaSetAvailable');
  });

  it('leaves the shares of a rollout that is paused in its middle', () => {
    const { release, finish, sets } = start();
    release('1');
    finish();
    release('2');
    release('2', { paused: true, replicas: 6 });
    expect(sets().map(({ replicas }) => replicas)).toEqual([2, 1]);
  });

  it('shows that a quota leaves no room for its pods', () => {
    const { store, settle, release, condition } = start();
    store.create(QUOTAS, {
      metadata: { name: 'tenant', namespace: 'acme' },
      spec: { hard: { pods: '1' } },
    });
    release('1');
    expect(condition('ReplicaFailure')).toMatchObject({
      status: 'True',
      reason: 'FailedCreate',
      message: expect.stringMatching(
        /^pods "shop-[a-z0-9]+-[a-z0-9]{5}" is forbidden: exceeded quota: tenant, requested: pods=1, used: pods=1, limited: pods=1$/,
      ),
    });
    store.remove(QUOTAS, 'acme', 'tenant');
    settle();
    expect(condition('ReplicaFailure')).toBeUndefined();
  });

  it('takes its replica sets and pods along', () => {
    const { store, settle, release } = start();
    release('1');
    store.delete(DEPLOYMENTS, 'acme', 'shop');
    settle();
    expect(store.list(REPLICA_SETS)).toEqual([]);
    expect(store.list(PODS)).toEqual([]);
  });

  it('never has fewer ready or more pods than it may, in any order of events', () => {
    const count = fc.integer({ min: 0, max: 3 });
    const action = fc.oneof(
      { weight: 5, arbitrary: fc.constant('ready' as const) },
      { weight: 1, arbitrary: fc.constant('release' as const) },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        count,
        count,
        fc.array(action, { maxLength: 25 }),
        (replicas, maxSurge, maxUnavailable, actions) => {
          const strategy = {
            type: 'RollingUpdate' as const,
            rollingUpdate: { maxSurge, maxUnavailable },
          };
          const { store, settle, release, finish, deployment } = start({
            replicas,
            strategy,
          });
          release('0');
          finish();
          actions.forEach((what, index) => {
            const waiting = store.list(PODS).find(pod => !isReady(pod));
            if (what === 'release') {
              release(String(index + 1));
            } else if (waiting) {
              reportPod(store, waiting.metadata.name, 'Running');
              settle();
            }
            const subject = deployment();
            const { surge, unavailable } = bounds(subject as Deployment);
            const pods = store.list(PODS);
            expect(pods.length).toBeLessThanOrEqual(replicas + surge);
            expect(pods.filter(isReady).length).toBeGreaterThanOrEqual(
              replicas - unavailable,
            );
          });
          finish();
          expect(deployment()?.status).toMatchObject({
            replicas,
            updatedReplicas: replicas,
            availableReplicas: replicas,
          });
        },
      ),
      { numRuns: 15 },
    );
  });
});
