import { mockServices } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import type { KubeObject } from '../store/objects';
import { ObjectStore } from '../store/ObjectStore';
import { CONFIG_MAPS } from '../store/resources';
import { startControllers } from './__testUtils__/startControllers';
import { ControlLoop } from './ControlLoop';
import { GarbageCollector } from './GarbageCollector';

function start() {
  const cluster = startControllers(({ store }) => [
    new GarbageCollector({ store }),
  ]);
  const { store } = cluster;
  const map = (name: string, owners: KubeObject[] = [], metadata = {}) =>
    store.create(CONFIG_MAPS, {
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
  const names = () =>
    store.list(CONFIG_MAPS).map(({ metadata }) => metadata.name);
  return { ...cluster, map, names };
}

describe('GarbageCollector', () => {
  it('takes along what belongs to an object, and what belongs to that', () => {
    const { clock, store, map, names } = start();
    const owner = map('owner');
    const child = map('child', [owner]);
    map('grandchild', [child]);
    map('stranger');
    store.delete(CONFIG_MAPS, 'acme', 'owner');
    clock.advance(10);
    expect(names()).toEqual(['stranger']);
  });

  it('keeps what still has an owner', () => {
    const { clock, store, map, names } = start();
    map('child', [map('one'), map('two')]);
    store.delete(CONFIG_MAPS, 'acme', 'one');
    clock.advance(10);
    expect(names()).toContain('child');
    store.delete(CONFIG_MAPS, 'acme', 'two');
    clock.advance(10);
    expect(names()).toEqual([]);
  });

  it('leaves alone what was orphaned on purpose', () => {
    const { clock, store, map, names } = start();
    map('child', [map('owner')]);
    store.delete(CONFIG_MAPS, 'acme', 'owner', { propagation: 'Orphan' });
    clock.advance(10);
    expect(names()).toEqual(['child']);
  });

  it('finishes after a restart what it had begun before', () => {
    const { clock, store, loop, map } = start();
    map('child', [map('owner')]);
    clock.advance(10);
    loop.stop();
    store.delete(CONFIG_MAPS, 'acme', 'owner');
    const restored = ObjectStore.create({ clock, dump: store.dump() });
    ControlLoop.create({
      store: restored,
      clock,
      logger: mockServices.logger.mock(),
      controllers: [new GarbageCollector({ store: restored })],
    }).start();
    clock.advance(10);
    expect(restored.list(CONFIG_MAPS)).toEqual([]);
  });

  it('leaves what waits for a finalizer to whoever put it there', () => {
    const { clock, store, map } = start();
    map('child', [map('owner')], { finalizers: ['x'] });
    store.delete(CONFIG_MAPS, 'acme', 'owner');
    clock.advance(10);
    const child = store.get(CONFIG_MAPS, 'acme', 'child');
    expect(child?.metadata.deletionTimestamp).toBe('2026-01-01T00:00:00Z');
    const { resourceVersion } = store;
    clock.advance(10_000);
    expect(store.resourceVersion).toBe(resourceVersion);
  });

  it('does not take an object of the same name for the owner', () => {
    const { clock, store, map, names } = start();
    map('child', [map('owner')]);
    store.delete(CONFIG_MAPS, 'acme', 'owner');
    map('owner');
    clock.advance(10);
    expect(names()).toEqual(['owner']);
  });

  it('leaves nothing without an owner, whatever is deleted', () => {
    // Each object names an owner among those before it, or none.
    const forest = fc.array(fc.nat({ max: 9 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(forest, fc.nat({ max: 11 }), (owners, chosen) => {
        const { clock, store, map } = start();
        const made: KubeObject[] = [];
        owners.forEach((owner, index) => {
          const above = owner < index ? [made[owner]] : [];
          made.push(map(`m${index}`, above));
        });
        const name = `m${chosen % owners.length}`;
        store.delete(CONFIG_MAPS, 'acme', name);
        clock.advance(10);
        const left = store.list(CONFIG_MAPS);
        const uids = new Set(left.map(({ metadata }) => metadata.uid));
        for (const { metadata } of left) {
          expect(metadata.name).not.toBe(name);
          expect(
            (metadata.ownerReferences ?? []).every(({ uid }) => uids.has(uid)),
          ).toBe(true);
        }
        const kept = made.filter(({ metadata }) => uids.has(metadata.uid));
        expect(kept).toHaveLength(left.length);
      }),
      { numRuns: 40 },
    );
  });
});
