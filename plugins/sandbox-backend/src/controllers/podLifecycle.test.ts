import { mockServices } from '@backstage/backend-test-utils';
import { FaultBook } from '../faults/FaultBook';
import { createTagCheck } from '../faults/image';
import { DEFAULT_NODE_POOL, seedNodes } from '../seedNodes';
import { ObjectStore } from '../store/ObjectStore';
import {
  DEPLOYMENTS,
  EVENTS,
  NAMESPACES,
  PODS,
  REPLICA_SETS,
} from '../store/resources';
import { ManualClock } from '../testing/ManualClock';
import { ControlLoop } from './ControlLoop';
import { DeploymentController } from './DeploymentController';
import { EventRecorder } from './EventRecorder';
import { GarbageCollector } from './GarbageCollector';
import { PodController } from './PodController';
import { ReplicaSetController } from './ReplicaSetController';
import { SchedulerController } from './scheduling/SchedulerController';

function startCluster() {
  const clock = new ManualClock();
  const store = ObjectStore.create({ clock });
  const faults = FaultBook.create({ store, clock });
  const events = EventRecorder.create({ store, clock });
  const pods = new PodController({
    store,
    clock,
    events,
    faults,
    tagExists: createTagCheck(undefined),
  });
  const loop = ControlLoop.create({
    store,
    clock,
    logger: mockServices.logger.mock(),
    controllers: [
      new DeploymentController({ store, clock, events }),
      new ReplicaSetController({ store, clock, events }),
      new SchedulerController({ store, clock, events }),
      pods,
      new GarbageCollector({ store }),
    ],
  });
  loop.start();
  faults.subscribe(tenant =>
    store
      .list(PODS, tenant)
      .forEach(({ metadata }) =>
        loop.enqueue(pods, `${tenant}/${metadata.name}`),
      ),
  );
  seedNodes(store, DEFAULT_NODE_POOL);
  store.create(NAMESPACES, { metadata: { name: 'acme' } });
  const release = (tag: string, spec: object = {}) => {
    const draft = {
      metadata: { name: 'shop', namespace: 'acme' },
      spec: {
        selector: { matchLabels: { app: 'shop' } },
        template: {
          metadata: { labels: { app: 'shop' } },
          spec: { containers: [{ name: 'shop', image: `acme/shop:${tag}` }] },
        },
        ...spec,
      },
    };
    return store.get(DEPLOYMENTS, 'acme', 'shop')
      ? store.replace(DEPLOYMENTS, draft, { namespace: 'acme', name: 'shop' })
      : store.create(DEPLOYMENTS, draft);
  };
  const condition = (type: string) =>
    store
      .get(DEPLOYMENTS, 'acme', 'shop')
      ?.status?.conditions?.find(each => each.type === type);
  const container = (tag: string) =>
    store
      .list(PODS)
      .find(({ spec }) => spec.containers[0].image.endsWith(`:${tag}`))?.status
      ?.containerStatuses?.[0];
  return { clock, store, faults, release, condition, container };
}

describe('a deployment in the sandbox', () => {
  it('is available within a second, with the events of a real one', () => {
    const { clock, store, release, condition } = startCluster();
    release('1.0.0');
    clock.advance(1000);
    expect(condition('Available')).toMatchObject({
      status: 'True',
      reason: 'MinimumReplicasAvailable',
    });
    expect(store.list(EVENTS).map(({ reason }) => reason)).toEqual([
      'ScalingReplicaSet',
      'SuccessfulCreate',
      'Scheduled',
      'Pulling',
      'Pulled',
      'Created',
      'Started',
    ]);
  });

  it('misses its progress deadline when the image is missing', () => {
    const { clock, store, release, condition } = startCluster();
    release('1.0.0');
    clock.advance(1000);
    release('missing', { progressDeadlineSeconds: 60 });
    clock.advance(50_000);
    expect(condition('Progressing')?.status).toBe('True');
    clock.advance(15_000);
    const { name } = store
      .list(REPLICA_SETS)
      .filter(({ spec }) => spec.replicas === 1)
      .map(({ metadata }) => metadata)
      .at(-1) ?? { name: '' };
    expect(condition('Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${name}" has timed out progressing.`,
    });
    expect(condition('Available')?.status).toBe('True');
  });

  it('waits in the words of a kubelet', () => {
    const { clock, release, container } = startCluster();
    release('missing');
    const seen: object[] = [];
    for (let step = 0; step < 200; step += 1) {
      clock.advance(20);
      const { waiting } = container('missing')?.state ?? {};
      if (waiting && JSON.stringify(waiting) !== JSON.stringify(seen.at(-1))) {
        seen.push(waiting);
      }
    }
    const image = 'acme/shop:missing';
    const error = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
    expect(seen).toEqual([
      { reason: 'ContainerCreating' },
      { reason: 'ErrImagePull', message: error },
      {
        reason: 'ImagePullBackOff',
        message: `Back-off pulling image "${image}": ErrImagePull: ${error}`,
      },
    ]);
  });

  it('pulls again after each back-off, and counts the events', () => {
    const { clock, store, release } = startCluster();
    release('missing');
    clock.advance(35_000);
    const pulls = store
      .list(EVENTS)
      .filter(({ reason }) => reason === 'Pulling');
    expect(pulls.map(({ count }) => count)).toEqual([3]);
  });

  it('backs off twice as long after each crash, up to five minutes', () => {
    const { clock, faults, release, container } = startCluster();
    faults.inject({ tenant: 'acme', service: 'shop', fault: 'crash-loop' });
    release('1.0.0');
    const seen: string[] = [];
    for (let second = 0; second < 1000; second += 1) {
      clock.advance(1000);
      const { reason, message } = container('1.0.0')?.state.waiting ?? {};
      const backOff = /^back-off (\S+) /.exec(message ?? '')?.[1];
      if (reason === 'CrashLoopBackOff' && backOff && seen.at(-1) !== backOff) {
        seen.push(backOff);
      }
    }
    expect(seen).toEqual(['10s', '20s', '40s', '1m20s', '2m40s', '5m0s']);
    expect(container('1.0.0')).toMatchObject({
      ready: false,
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    });
  });

  it('heals at once when the fault is cleared', () => {
    const { clock, faults, release, container } = startCluster();
    release('1.0.0');
    clock.advance(1000);
    expect(container('1.0.0')?.ready).toBe(true);
    faults.inject({
      tenant: 'acme',
      service: 'shop',
      fault: 'crash-loop',
      afterMs: 5000,
    });
    clock.advance(4000);
    expect(container('1.0.0')?.ready).toBe(true);
    clock.advance(20_000);
    expect(container('1.0.0')?.ready).toBe(false);
    faults.clear('acme', 'shop');
    clock.advance(1000);
    expect(container('1.0.0')?.ready).toBe(true);
  });

  it('forgets old replica sets beyond its limit', () => {
    const { clock, store, release } = startCluster();
    for (let patch = 0; patch < 6; patch += 1) {
      release(`1.0.${patch}`, { revisionHistoryLimit: 2 });
      clock.advance(3000);
    }
    expect(
      store
        .list(REPLICA_SETS)
        .map(({ spec }) => spec.template.spec.containers[0].image)
        .sort(),
    ).toEqual(['acme/shop:1.0.3', 'acme/shop:1.0.4', 'acme/shop:1.0.5']);
  });

  it('takes its replica sets and pods along when it is deleted', () => {
    const { clock, store, release } = startCluster();
    release('1.0.0', { replicas: 3 });
    clock.advance(1000);
    store.delete(DEPLOYMENTS, 'acme', 'shop');
    clock.advance(1000);
    expect(store.list(REPLICA_SETS)).toEqual([]);
    expect(store.list(PODS)).toEqual([]);
  });
});
