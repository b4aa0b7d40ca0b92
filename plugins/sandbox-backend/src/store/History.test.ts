import fc from 'fast-check';
import { failureOf } from '../testing/failureOf';
import { newStore } from '../testing/newStore';
import { History, type StoreEvent } from './History';
import type { KubeObject } from './objects';
import { CONFIG_MAPS, PODS, SECRETS } from './resources';
import { StatusError } from './StatusError';

function event(resourceVersion: number, type = CONFIG_MAPS): StoreEvent {
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: type.kind,
    metadata: {
      name: `m${resourceVersion}`,
      uid: String(resourceVersion),
      resourceVersion: String(resourceVersion),
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
  };
  return {
    change: 'ADDED',
    type,
    object,
    previous: undefined,
    resourceVersion,
  };
}

describe('History', () => {
  it('tells the changes of a type after a version', () => {
    const history = new History({ floor: 1, limit: 10 });
    const [first, second, third] = [
      event(2),
      event(3),
      event(4, SECRETS as never),
    ];
    [first, second, third].forEach(each => history.add(each));
    expect(history.since(1, CONFIG_MAPS)).toEqual([first, second]);
    expect(history.since(2, CONFIG_MAPS)).toEqual([second]);
    expect(history.since(3, CONFIG_MAPS)).toEqual([]);
    expect(history.since(1, PODS)).toEqual([]);
  });

  it('remembers at least as many as it should, or says that it forgot', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 100 }),
        (limit, count) => {
          const history = new History({ floor: 1, limit });
          for (let version = 2; version < count + 2; version += 1) {
            history.add(event(version));
          }
          for (let since = 1; since < count + 2; since += 1) {
            const missed = count + 1 - since;
            let found: number | undefined;
            const failure = failureOf(() => {
              found = history.since(since, CONFIG_MAPS).length;
            });
            const forgotten = failure instanceof StatusError;
            expect(found).toBe(forgotten ? undefined : missed);
            expect(forgotten && missed <= limit).toBe(false);
            expect(forgotten ? failure.code : 410).toBe(410);
          }
        },
      ),
    );
  });
});

describe('ObjectStore.listAt', () => {
  /** What happens to the map with this number. */
  const step = fc.record({
    name: fc.integer({ min: 0, max: 4 }),
    does: fc.constantFrom('put', 'remove'),
    value: fc.string(),
  });

  it('lists what there was at every version, whatever happened since', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), steps => {
        const store = newStore({ namespaces: ['acme'] });
        const seen = new Map<number, unknown[]>();
        const state = () =>
          store
            .list(CONFIG_MAPS)
            .map(({ metadata, data }) => [metadata.uid, data])
            .sort();
        seen.set(store.resourceVersion, state());
        for (const { name: number, does, value } of steps) {
          const name = `m${number}`;
          if (does === 'remove') {
            store.remove(CONFIG_MAPS, 'acme', name);
          } else if (store.get(CONFIG_MAPS, 'acme', name)) {
            store.modify(CONFIG_MAPS, 'acme', name, draft => {
              draft.data = { value };
            });
          } else {
            store.create(CONFIG_MAPS, {
              metadata: { name, namespace: 'acme' },
              data: { value },
            });
          }
          seen.set(store.resourceVersion, state());
        }
        for (const [version, expected] of seen) {
          const listed = store
            .listAt(CONFIG_MAPS, version)
            .map(object => [object.metadata.uid, Object(object).data])
            .sort();
          expect(listed).toEqual(expected);
        }
      }),
    );
  });

  it('knows neither what is forgotten nor what is to come', () => {
    const store = newStore({ namespaces: ['acme'], historyLimit: 2 });
    const since = store.resourceVersion;
    for (let count = 0; count < 10; count += 1) {
      store.create(CONFIG_MAPS, {
        metadata: { name: `m${count}`, namespace: 'acme' },
      });
    }
    expect(() => store.listAt(CONFIG_MAPS, since)).toThrow(
      `too old resource version: ${since} (`,
    );
    expect(() => store.listAt(CONFIG_MAPS, 99)).toThrow(
      `Too large resource version: 99, current: ${store.resourceVersion}`,
    );
  });
});
