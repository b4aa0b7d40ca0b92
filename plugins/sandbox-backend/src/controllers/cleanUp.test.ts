import { mockServices } from '@backstage/backend-test-utils';
import type { KubeObject } from '../store/objects';
import {
  EVENTS,
  findByKind,
  INGRESSES,
  NAMESPACES,
  PODS,
  QUOTAS,
  type ResourceType,
} from '../store/resources';
import { ObjectStore } from '../store/ObjectStore';
import { ManualClock } from '../testing/ManualClock';
import { newStore } from '../testing/newStore';
import { type Controller, ControlLoop } from './ControlLoop';
import { GarbageCollector } from './GarbageCollector';
import { IngressController } from './IngressController';
import { NamespaceController } from './NamespaceController';
import { QuotaController } from './quota/QuotaController';
import { QuotaUsage } from './quota/QuotaUsage';

const MAPS = findByKind('v1', 'ConfigMap') as ResourceType;
const CLAIMS = findByKind('v1', 'PersistentVolumeClaim') as ResourceType;

function run(
  clock: ManualClock,
  store: ObjectStore,
  controllers: readonly Controller[],
) {
  const logger = mockServices.logger.mock();
  const loop = ControlLoop.create({ store, clock, logger, controllers });
  loop.start();
  return { loop, logger };
}

function start() {
  const clock = new ManualClock();
  const store = newStore({ clock, namespaces: ['acme', 'other'] });
  const { loop, logger } = run(clock, store, [
    new GarbageCollector({ store }),
    new NamespaceController({ store }),
    new QuotaController({ store, usage: QuotaUsage.create({ store }) }),
    new IngressController({ store }),
  ]);
  const map = (name: string, owners: KubeObject[] = [], metadata = {}) =>
    store.create(MAPS, {
      metadata: {
        name,
        namespace: 'acme',
        ownerReferences: owners.map(owner => ({
          apiVersion: owner.apiVersion,
          kind: owner.kind,
          name: owner.metadata.name,
          uid: owner.metadata.uid,
        })),
        ...metadata,
      },
    });
  const names = () => store.list(MAPS).map(({ metadata }) => metadata.name);
  return { clock, store, loop, logger, map, names };
}

describe('GarbageCollector', () => {
  it('takes along what belongs to an object, and what belongs to that', () => {
    const { clock, store, map, names } = start();
    const owner = map('owner');
    const child = map('child', [owner]);
    map('grandchild', [child]);
    map('stranger');
    store.delete(MAPS, 'acme', 'owner');
    clock.advance(10);
    expect(names()).toEqual(['stranger']);
  });

  it('keeps what still has an owner', () => {
    const { clock, store, map, names } = start();
    map('child', [map('one'), map('two')]);
    store.delete(MAPS, 'acme', 'one');
    clock.advance(10);
    expect(names()).toContain('child');
    store.delete(MAPS, 'acme', 'two');
    clock.advance(10);
    expect(names()).toEqual([]);
  });

  it('leaves alone what was orphaned on purpose', () => {
    const { clock, store, map, names } = start();
    map('child', [map('owner')]);
    store.delete(MAPS, 'acme', 'owner', { propagation: 'Orphan' });
    clock.advance(10);
    expect(names()).toEqual(['child']);
  });

  it('finishes after a restart what it had begun before', () => {
    const { clock, store, loop, map } = start();
    map('child', [map('owner')]);
    clock.advance(10);
    loop.stop();
    store.delete(MAPS, 'acme', 'owner');
    const restored = ObjectStore.create({ clock, dump: store.dump() });
    run(clock, restored, [new GarbageCollector({ store: restored })]);
    clock.advance(10);
    expect(restored.list(MAPS)).toEqual([]);
  });
});

describe('NamespaceController', () => {
  it('empties a namespace before it goes, events last', () => {
    const { clock, store, map, logger } = start();
    map('a');
    store.create(PODS, {
      metadata: { name: 'p', namespace: 'acme' },
      spec: { containers: [{ name: 'a', image: 'a' }], nodeName: 'n' },
    });
    store.create(EVENTS, { metadata: { name: 'e', namespace: 'acme' } });
    store.delete(NAMESPACES, undefined, 'acme');
    clock.advance(10);
    expect(store.get(NAMESPACES, undefined, 'acme')?.status?.phase).toBe(
      'Terminating',
    );
    expect(store.list(MAPS)).toEqual([]);
    expect(store.list(EVENTS)).toHaveLength(1);
    // As the kubelet does when the containers have stopped.
    store.remove(PODS, 'acme', 'p');
    clock.advance(10);
    expect(store.get(NAMESPACES, undefined, 'acme')).toBeUndefined();
    expect(store.list(EVENTS)).toEqual([]);
    expect(store.get(NAMESPACES, undefined, 'other')).toBeDefined();
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('waits for finalizers', () => {
    const { clock, store, map } = start();
    map('a', [], { finalizers: ['x'] });
    store.delete(NAMESPACES, undefined, 'acme');
    clock.advance(10);
    expect(store.get(NAMESPACES, undefined, 'acme')).toBeDefined();
    store.modify(MAPS, 'acme', 'a', draft => {
      draft.metadata.finalizers = [];
    });
    clock.advance(10);
    expect(store.get(NAMESPACES, undefined, 'acme')).toBeUndefined();
  });
});

describe('QuotaController', () => {
  it('adds up what a namespace uses', () => {
    const { clock, store } = start();
    store.create(QUOTAS, {
      metadata: { name: 'q', namespace: 'acme' },
      spec: {
        hard: {
          pods: '10',
          'requests.cpu': '4',
          memory: '1Gi',
          'limits.memory': '8Gi',
          'requests.storage': '50Gi',
          'count/deployments.apps': '5',
          services: '5',
        },
      },
    });
    for (const name of ['a', 'b']) {
      store.create(PODS, {
        metadata: { name, namespace: 'acme' },
        spec: {
          containers: [
            {
              name: 'a',
              image: 'a',
              resources: {
                requests: { cpu: '100m', memory: '128Mi' },
                limits: { memory: '256Mi' },
              },
            },
            { name: 'b', image: 'b', resources: { limits: { cpu: 1 } } },
          ],
        },
      });
    }
    store.modify(PODS, 'acme', 'b', draft => {
      draft.status = { phase: 'Running' };
    });
    store.create(CLAIMS, {
      metadata: { name: 'c', namespace: 'acme' },
      spec: { resources: { requests: { storage: '5Gi' } } },
    });
    clock.advance(10);
    expect(store.get(QUOTAS, 'acme', 'q')?.status?.used).toEqual({
      pods: '2',
      'requests.cpu': '2200m',
      memory: '256Mi',
      'limits.memory': '512Mi',
      'requests.storage': '5Gi',
      'count/deployments.apps': '0',
      services: '0',
    });
    store.modify(PODS, 'acme', 'b', draft => {
      draft.status = { phase: 'Succeeded' };
    });
    clock.advance(10);
    expect(store.get(QUOTAS, 'acme', 'q')?.status?.used).toMatchObject({
      pods: '1',
      'requests.cpu': '1100m',
    });
  });
});

describe('IngressController', () => {
  it('gives ingresses an address', () => {
    const { clock, store } = start();
    store.create(INGRESSES, { metadata: { name: 'i', namespace: 'acme' } });
    clock.advance(10);
    expect(store.get(INGRESSES, 'acme', 'i')?.status).toEqual({
      loadBalancer: { ingress: [{ ip: '127.0.0.1' }] },
    });
  });
});

describe('ControlLoop', () => {
  it('tries again what failed, and says so', () => {
    const clock = new ManualClock();
    const store = newStore({ clock, namespaces: ['acme'] });
    let attempts = 0;
    const { logger } = run(clock, store, [
      {
        name: 'moody',
        keysFor: ({ type }) => (type === NAMESPACES ? ['key'] : []),
        reconcile() {
          attempts += 1;
          if (attempts < 3) {
            throw new RangeError('not today');
          }
          return undefined;
        },
      },
    ]);
    clock.advance(10_000);
    expect(attempts).toBe(3);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('moody failed on key'),
    );
  });

  it('looks once at what changed many times, and not after it stopped', () => {
    const { clock, store, loop, logger } = start();
    const seen: string[] = [];
    const { loop: other } = run(clock, store, [
      {
        name: 'watcher',
        keysFor: ({ object }) => [object.metadata.name],
        reconcile(key) {
          seen.push(key);
          return undefined;
        },
      },
    ]);
    for (const team of ['a', 'b', 'c']) {
      store.modify(NAMESPACES, undefined, 'acme', draft => {
        draft.metadata.labels = { team };
      });
    }
    clock.advance(10);
    expect(seen).toEqual(['acme', 'other']);
    other.stop();
    loop.stop();
    store.create(NAMESPACES, { metadata: { name: 'late' } });
    clock.advance(10);
    expect(seen).toHaveLength(2);
    expect(logger.warn).not.toHaveBeenCalled();
  });
});
