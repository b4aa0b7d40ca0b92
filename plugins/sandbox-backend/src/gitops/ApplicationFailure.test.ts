import { FaultBook } from '../faults/FaultBook';
import { syncFailure } from '../faults/clusterFaults';
import { APP_PROJECTS, APPLICATIONS, DEPLOYMENTS } from '../store/resources';
import { ManualClock } from '../testing/ManualClock';
import { newStore } from '../testing/newStore';
import { ControlLoop } from '../controllers/ControlLoop';
import { mockServices } from '@backstage/backend-test-utils';
import { ApplicationController } from './ApplicationController';
import { IN_CLUSTER } from './projectRules';

const NAME = 'acme.svc.shop';

/** The service `acme/shop`, as the repository has it. */
function startShop() {
  const clock = new ManualClock();
  const store = newStore({ clock, namespaces: ['argocd', 'acme'] });
  const faults = FaultBook.create({ store, clock });
  const controller = new ApplicationController({
    store,
    clock,
    repositoryUrl: 'file:gitops.git',
    branch: 'main',
    failure: syncFailure(faults),
  });
  store.create(APP_PROJECTS, {
    metadata: { name: 'acme', namespace: 'argocd' },
    spec: { destinations: [{ server: IN_CLUSTER, namespace: 'acme' }] },
  });
  const loop = ControlLoop.create({
    store,
    clock,
    logger: mockServices.logger.mock(),
    controllers: [controller],
  });
  loop.start();
  faults.subscribe(() => loop.enqueue(controller, NAME));
  const commit = (tag: string) => {
    const manifest = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'shop', namespace: 'acme' },
      spec: {
        selector: { matchLabels: { app: 'shop' } },
        template: {
          metadata: { labels: { app: 'shop' } },
          spec: { containers: [{ name: 'shop', image: `acme/shop:${tag}` }] },
        },
      },
    };
    controller
      .setTargets({
        commit: tag,
        applications: new Map([
          [
            NAME,
            {
              name: NAME,
              tenant: 'acme',
              project: 'acme',
              namespace: 'acme',
              path: 'tenants/acme/services/shop/manifests',
              wave: 1,
              fingerprint: tag,
              content: { manifests: [manifest] },
            },
          ],
        ]),
      })
      .forEach(({ key, withinMs }) =>
        loop.enqueueWithin(controller, key, withinMs),
      );
    clock.advance(1000);
  };
  const image = () =>
    store.get(DEPLOYMENTS, 'acme', 'shop')?.spec.template.spec.containers[0]
      .image;
  const status = () => store.get(APPLICATIONS, 'argocd', NAME)?.status;
  return { clock, faults, commit, image, status };
}

describe('sync-failed', () => {
  const fault = {
    tenant: 'acme',
    service: 'shop',
    fault: 'sync-failed',
    release: '1.5.0',
  } as const;
  const words =
    'one or more synchronization tasks completed unsuccessfully, reason: resource batch:CronJob is not permitted in project acme';

  it('leaves the cluster as it is, and says so in the application', () => {
    const { faults, commit, image, status } = startShop();
    commit('1.4.0');
    faults.inject(fault);
    commit('1.5.0');
    expect(image()).toBe('acme/shop:1.4.0');
    expect(status()).toMatchObject({
      sync: { status: 'OutOfSync', revision: '1.5.0' },
      operationState: {
        phase: 'Failed',
        message: words,
        syncResult: {
          revision: '1.5.0',
          resources: [
            {
              status: 'SyncFailed',
              message:
                'resource batch:CronJob is not permitted in project acme',
            },
          ],
        },
      },
      conditions: [
        { type: 'SyncError', message: expect.stringContaining(words) },
      ],
    });
  });

  it('is healed by a rollback', () => {
    const { faults, commit, image, status } = startShop();
    commit('1.4.0');
    faults.inject(fault);
    commit('1.5.0');
    commit('1.4.0');
    expect(image()).toBe('acme/shop:1.4.0');
    expect(status()?.sync.status).toBe('Synced');
  });

  it('is over when the fault is cleared', () => {
    const { clock, faults, commit, image, status } = startShop();
    faults.inject(fault);
    commit('1.5.0');
    expect(image()).toBeUndefined();
    faults.clear('acme', 'shop');
    clock.advance(1000);
    expect(image()).toBe('acme/shop:1.5.0');
    expect(status()).toMatchObject({
      sync: { status: 'Synced' },
      operationState: { phase: 'Succeeded' },
      conditions: [],
    });
  });
});
