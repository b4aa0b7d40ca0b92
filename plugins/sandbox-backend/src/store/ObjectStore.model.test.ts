import fc from 'fast-check';
import { failureOf } from '../testing/failureOf';
import { newStore } from '../testing/newStore';
import type { StoreEvent } from './History';
import { type KubeObject, objectKey, type OwnerReference } from './objects';
import { ObjectStore } from './ObjectStore';
import { CONFIG_MAPS, SECRETS } from './resources';
import { StatusError } from './StatusError';

const HISTORY = 6;

/** What somebody does to one of a few objects. */
const step = fc.record({
  does: fc.constantFrom(
    'create',
    'modify',
    'replace',
    'nothing',
    'delete',
    'remove',
    'release',
    'dry run',
  ),
  type: fc.constantFrom(CONFIG_MAPS, SECRETS),
  namespace: fc.constantFrom('acme', 'other'),
  name: fc.constantFrom('a', 'b', 'c'),
  value: fc.constantFrom('1', '2', '3'),
  held: fc.boolean(),
  owner: fc.constantFrom('owner-1', 'owner-2', undefined),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const ownerOf = (uid: string): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: uid,
  uid,
});

/** The data of what should be there, by type and key. */
type Model = Map<string, { data: object; held: boolean; going: boolean }>;

function apply(store: ObjectStore, model: Model, todo: Step): void {
  const { does, type, namespace, name, value, held, owner } = todo;
  const key = `${type.plural} ${namespace}/${name}`;
  const known = model.get(key);
  const draft = {
    metadata: {
      name,
      namespace,
      ...(held && { finalizers: ['test/held'] }),
      ...(owner && { ownerReferences: [ownerOf(owner)] }),
    },
    data: { value },
  };
  switch (does) {
    case 'create': {
      const failure = failureOf(() => store.create(type, draft));
      expect(failure instanceof StatusError && failure.reason).toBe(
        known ? 'AlreadyExists' : false,
      );
      if (!known) {
        model.set(key, { data: draft.data, held, going: false });
      }
      return;
    }
    case 'dry run': {
      const before = store.resourceVersion;
      failureOf(() => store.create(type, draft, { dryRun: true }));
      failureOf(() =>
        store.replace(type, draft, { namespace, name, dryRun: true }),
      );
      failureOf(() => store.delete(type, namespace, name, { dryRun: true }));
      expect(store.resourceVersion).toBe(before);
      return;
    }
    case 'nothing': {
      const before = store.resourceVersion;
      store.modify(type, namespace, name, () => undefined);
      expect(store.resourceVersion).toBe(before);
      return;
    }
    case 'modify':
      store.modify(type, namespace, name, object => {
        Object.assign(object, { data: { value } });
      });
      if (known) {
        known.data = { value };
      }
      return;
    case 'replace': {
      const failure = failureOf(() =>
        store.replace(type, draft, { namespace, name }),
      );
      expect(failure instanceof StatusError && failure.reason).toBe(
        known ? false : 'NotFound',
      );
      if (known?.going && known.held && !held) {
        model.delete(key);
      } else if (known) {
        Object.assign(known, { data: { value }, held });
      }
      return;
    }
    case 'release':
      store.modify(type, namespace, name, object => {
        object.metadata.finalizers = [];
      });
      if (known?.going) {
        model.delete(key);
      } else if (known) {
        known.held = false;
      }
      return;
    case 'delete':
      failureOf(() => store.delete(type, namespace, name));
      if (known?.held) {
        known.going = true;
      } else {
        model.delete(key);
      }
      return;
    default:
      store.remove(type, namespace, name);
      model.delete(key);
  }
}

const dataOf = (object: KubeObject) =>
  (object as { data?: unknown }).data as object;

/** Name, version and data, in an order of their own. */
const state = (objects: readonly KubeObject[]) =>
  objects
    .map(object => [
      objectKey(object),
      object.metadata.resourceVersion,
      dataOf(object),
    ])
    .sort();

/** Where somebody ends up who listed and then watched. */
function follow(
  listed: readonly KubeObject[],
  events: readonly StoreEvent[],
): KubeObject[] {
  const objects = new Map(listed.map(object => [objectKey(object), object]));
  for (const { change, object } of events) {
    const key = objectKey(object);
    // Nothing comes twice, nothing changes or goes before it came.
    expect(objects.has(key)).toBe(change !== 'ADDED');
    if (change === 'DELETED') {
      objects.delete(key);
    } else {
      objects.set(key, object);
    }
  }
  return [...objects.values()];
}

/** Runs steps, with a look after each of them. */
function run(steps: readonly Step[], look: (store: ObjectStore) => void) {
  const store = newStore({
    namespaces: ['acme', 'other'],
    historyLimit: HISTORY,
  });
  const model: Model = new Map();
  look(store);
  for (const each of steps) {
    apply(store, model, each);
    look(store);
  }
  return { store, model };
}

const steps = () => fc.array(step, { maxLength: 60, size: 'max' });

describe('ObjectStore, whatever is done to it', () => {
  it('lists what was created and is not gone, as it was left', () => {
    fc.assert(
      fc.property(steps(), todo => {
        const { store, model } = run(todo, () => undefined);
        for (const type of [CONFIG_MAPS, SECRETS]) {
          const expected = (prefix: string) =>
            [...model]
              .filter(([key]) => key.startsWith(prefix))
              .map(([key, { data, going }]) => [key.split(' ')[1], data, going])
              .sort();
          const found = (objects: readonly KubeObject[]) =>
            objects
              .map(object => [
                objectKey(object),
                dataOf(object),
                object.metadata.deletionTimestamp !== undefined,
              ])
              .sort();
          expect(found(store.list(type))).toEqual(expected(`${type.plural} `));
          for (const namespace of ['acme', 'other']) {
            expect(found(store.list(type, namespace))).toEqual(
              expected(`${type.plural} ${namespace}/`),
            );
          }
        }
      }),
    );
  });

  it('finds each object by its name, its uid and its owner', () => {
    fc.assert(
      fc.property(steps(), todo => {
        const { store } = run(todo, () => undefined);
        const all = [CONFIG_MAPS, SECRETS].flatMap(type =>
          store.list<KubeObject>(type).map(object => ({ type, object })),
        );
        for (const { type, object } of all) {
          const { namespace, name, uid } = object.metadata;
          expect(store.get(type, namespace, name)).toBe(object);
          expect(store.getByKey(type, objectKey(object))).toBe(object);
          expect(store.getByUid(uid)).toBe(object);
        }
        for (const owner of ['owner-1', 'owner-2']) {
          const owned = all.filter(({ object }) =>
            object.metadata.ownerReferences?.some(({ uid }) => uid === owner),
          );
          const uids = (entries: typeof owned) =>
            entries.map(({ object }) => object.metadata.uid).sort();
          expect(uids(store.dependentsOf(owner) as typeof owned)).toEqual(
            uids(owned),
          );
        }
      }),
    );
  });

  it('counts each change once, and calls back with it', () => {
    fc.assert(
      fc.property(steps(), todo => {
        const told: StoreEvent[] = [];
        let unsubscribe: (() => void) | undefined;
        let began = 0;
        const { store } = run(todo, current => {
          if (!unsubscribe) {
            began = current.resourceVersion;
            unsubscribe = current.subscribe(event => told.push(event));
          }
          expect(current.resourceVersion).toBe(began + told.length);
        });
        told.forEach((event, index) => {
          const version = began + index + 1;
          expect(event.resourceVersion).toBe(version);
          expect(event.object.metadata.resourceVersion).toBe(String(version));
          expect(event.previous === undefined).toBe(event.change === 'ADDED');
        });
        unsubscribe?.();
        store.create(CONFIG_MAPS, {
          metadata: { name: 'late', namespace: 'acme' },
        });
        expect(store.resourceVersion).toBe(began + told.length + 1);
      }),
    );
  });

  it('leads who watches from any version to what a list shows, or says 410', () => {
    let followed = 0;
    let forgotten = 0;
    fc.assert(
      fc.property(steps(), todo => {
        const seen = new Map<number, KubeObject[]>();
        const { store } = run(todo, current =>
          seen.set(current.resourceVersion, current.list(CONFIG_MAPS)),
        );
        const now = state(store.list<KubeObject>(CONFIG_MAPS));
        for (const [version, listed] of seen) {
          let events: StoreEvent[] | undefined;
          const failure = failureOf(() => {
            events = store.eventsSince(CONFIG_MAPS, version);
          });
          followed += events ? 1 : 0;
          forgotten += events ? 0 : 1;
          expect(events ? state(follow(listed, events)) : now).toEqual(now);
          expect((failure as StatusError | undefined)?.code).toBe(
            events ? undefined : 410,
          );
          // What is not long ago must be remembered.
          const recent = store.resourceVersion - version <= HISTORY;
          expect(events === undefined && recent).toBe(false);
        }
      }),
    );
    expect(followed).toBeGreaterThan(100);
    expect(forgotten).toBeGreaterThan(10);
  });

  it('never changes an object that it has handed out', () => {
    fc.assert(
      fc.property(steps(), todo => {
        const kept: Array<{ object: KubeObject; text: string }> = [];
        run(todo, store => {
          for (const object of store.list(CONFIG_MAPS)) {
            kept.push({ object, text: JSON.stringify(object) });
          }
        });
        for (const { object, text } of kept) {
          expect(JSON.stringify(object)).toBe(text);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is the same after it was written down and read back', () => {
    fc.assert(
      fc.property(steps(), todo => {
        const { store } = run(todo, () => undefined);
        const clock = {
          now: () => new Date(0),
          schedule: () => () => undefined,
        };
        const dump = JSON.parse(JSON.stringify(store.dump()));
        const restored = ObjectStore.create({ clock, dump });
        for (const type of [CONFIG_MAPS, SECRETS]) {
          expect(state(restored.list<KubeObject>(type))).toEqual(
            state(store.list<KubeObject>(type)),
          );
        }
        expect(restored.resourceVersion).toBe(store.resourceVersion);
        expect(
          restored.eventsSince(CONFIG_MAPS, store.resourceVersion),
        ).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
