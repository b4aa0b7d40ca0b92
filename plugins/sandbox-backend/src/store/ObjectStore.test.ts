import fc from 'fast-check';
import { ManualClock } from '../testing/ManualClock';
import { failureOf } from '../testing/failureOf';
import { newStore } from '../testing/newStore';
import type { StoreEvent } from './History';
import { ObjectStore } from './ObjectStore';
import {
  APPLICATIONS,
  DEPLOYMENTS,
  findByKind,
  NAMESPACES,
  PODS,
  QUOTAS,
  REPLICA_SETS,
  RESOURCE_TYPES,
  type ResourceType,
} from './resources';
import { StatusError } from './StatusError';

const MAPS = findByKind('v1', 'ConfigMap') as ResourceType;
const map = (name: string, metadata: object = {}) => ({
  metadata: { name, namespace: 'acme', ...metadata },
  data: { a: '1' },
});
const deployment = (spec: object = {}) => ({
  metadata: { name: 'shop', namespace: 'acme' },
  spec: {
    selector: { matchLabels: { app: 'shop' } },
    template: {
      metadata: { labels: { app: 'shop' } },
      spec: { containers: [{ name: 'shop', image: 'shop:1' }] },
    },
    ...spec,
  },
});

describe('ObjectStore', () => {
  let store: ObjectStore;
  beforeEach(() => {
    store = newStore({ namespaces: ['acme'], historyLimit: 5 });
  });

  it('gives each object an identity, and lets nobody choose it', () => {
    const created = store.create(
      MAPS,
      map('a', { uid: 'mine', resourceVersion: '9', deletionTimestamp: 'x' }),
    );
    expect(created.metadata.uid).not.toBe('mine');
    expect(created.metadata).not.toHaveProperty('deletionTimestamp');
    const replaced = store.replace(
      MAPS,
      { metadata: { name: 'b', labels: { x: '1' } } },
      { namespace: 'acme', name: 'a' },
    );
    expect(replaced.metadata).toMatchObject({
      name: 'a',
      uid: created.metadata.uid,
      creationTimestamp: created.metadata.creationTimestamp,
      labels: { x: '1' },
    });
  });

  it('freezes what it hands out', () => {
    const created = store.create(MAPS, map('a'));
    expect(() => Object.assign(created.metadata, { name: 'b' })).toThrow();
  });

  it('counts generations by the spec, and changes nothing for nothing', () => {
    const first = store.create(DEPLOYMENTS, deployment());
    const key = { namespace: 'acme', name: 'shop' };
    expect(store.replace(DEPLOYMENTS, deployment(), key)).toBe(first);
    const scaled = store.replace(DEPLOYMENTS, deployment({ replicas: 2 }), key);
    expect(scaled.metadata.generation).toBe(2);
    const reported = store.replace(
      DEPLOYMENTS,
      { status: { replicas: 1 }, spec: {} },
      { ...key, status: true },
    );
    expect(reported).toMatchObject({
      metadata: { generation: 2 },
      spec: { replicas: 2 },
      status: { replicas: 1 },
    });
  });

  it('keeps the status of kinds that have it apart', () => {
    const draft = { ...deployment(), status: { replicas: 7 } };
    expect(store.create(DEPLOYMENTS, draft).status).toBeUndefined();
    const application = {
      metadata: { name: 'a', namespace: 'acme' },
      status: { sync: { status: 'Synced' } },
    };
    expect(store.create(APPLICATIONS, application).status).toEqual(
      application.status,
    );
  });

  it('refuses to work on an object that was made anew', () => {
    store.create(MAPS, map('a'));
    expect(() => store.delete(MAPS, 'acme', 'a', { uid: 'another' })).toThrow(
      'Precondition failed: UID in precondition: another',
    );
    expect(() =>
      store.replace(
        MAPS,
        { metadata: { resourceVersion: '1' } },
        { namespace: 'acme', name: 'a' },
      ),
    ).toThrow('the object has been modified');
    expect(() => store.delete(MAPS, 'acme', 'b')).toThrow(
      'configmaps "b" not found',
    );
  });

  it('marks before it removes what others have to let go of', () => {
    store.create(MAPS, map('a', { finalizers: ['x'] }));
    store.delete(MAPS, 'acme', 'a');
    expect(store.get(MAPS, 'acme', 'a')?.metadata.deletionTimestamp).toBe(
      '2026-01-01T00:00:00Z',
    );
    store.modify(MAPS, 'acme', 'a', draft => {
      draft.metadata.finalizers = [];
    });
    expect(store.get(MAPS, 'acme', 'a')).toBeUndefined();

    store.create(PODS, {
      metadata: { name: 'p', namespace: 'acme' },
      spec: { containers: [{ name: 'a', image: 'a' }], nodeName: 'n' },
    });
    expect(store.delete(PODS, 'acme', 'p').metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:00Z',
      deletionGracePeriodSeconds: 30,
    });
    store.delete(PODS, 'acme', 'p', { gracePeriodSeconds: 0 });
    expect(store.get(PODS, 'acme', 'p')).toBeUndefined();
  });

  it('leaves orphans alone when told to', () => {
    const owner = store.create(MAPS, map('owner'));
    const { uid, name } = owner.metadata;
    store.create(
      MAPS,
      map('owned', {
        ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid }],
      }),
    );
    expect(store.dependentsOf(uid)).toHaveLength(1);
    store.delete(MAPS, 'acme', 'owner', { propagation: 'Orphan' });
    expect(store.dependentsOf(uid)).toEqual([]);
    expect(store.get(MAPS, 'acme', 'owned')).toBeDefined();
  });

  it('takes nothing new into a namespace that goes away', () => {
    store.delete(NAMESPACES, undefined, 'acme');
    expect(() => store.create(MAPS, map('a'))).toThrow(
      'configmaps "a" is forbidden: unable to create new content in namespace acme because it is being terminated',
    );
    expect(() => store.create(MAPS, map('a', { namespace: 'x' }))).toThrow(
      'namespaces "x" not found',
    );
  });

  it('tells what changed since a version, while it remembers', () => {
    const since = store.resourceVersion;
    const seen: StoreEvent[] = [];
    const stop = store.subscribe(event => seen.push(event));
    store.create(MAPS, map('a'));
    store.modify(MAPS, 'acme', 'a', draft => {
      draft.metadata.labels = { x: '1' };
    });
    store.delete(MAPS, 'acme', 'a');
    expect(seen.map(({ change }) => change)).toEqual([
      'ADDED',
      'MODIFIED',
      'DELETED',
    ]);
    expect(store.eventsSince(MAPS, since)).toEqual(seen);
    expect(store.eventsSince(PODS, since)).toEqual([]);
    stop();
    for (let count = 0; count < 20; count += 1) {
      store.create(MAPS, map(`m${count}`));
    }
    expect(seen).toHaveLength(3);
    expect(() => store.eventsSince(MAPS, since)).toThrow(
      'too old resource version',
    );
    expect(() => store.eventsSince(MAPS, store.resourceVersion + 1)).toThrow(
      StatusError,
    );
  });

  it.each<[string, object, string]>([
    [
      'no selector',
      { selector: undefined },
      'Deployment.apps "shop" is invalid: spec.selector: Required value',
    ],
    [
      'words for numbers',
      { replicas: 'two' },
      'spec.replicas: Invalid value: "two": ',
    ],
    ['fewer than none', { replicas: -1 }, 'spec.replicas: Invalid value: -1: '],
    [
      'no image',
      {
        template: {
          metadata: { labels: { app: 'shop' } },
          spec: { containers: [{ name: 'a' }] },
        },
      },
      'spec.template.spec.containers[0].image: Required value',
    ],
    [
      'other labels than it selects',
      { selector: { matchLabels: { app: 'x' } } },
      'spec.template.metadata.labels: Invalid value: map[string]string{"app":"shop"}: `selector` does not match template `labels`',
    ],
  ])('refuses a deployment with %s', (_, spec, message) => {
    expect(() => store.create(DEPLOYMENTS, deployment(spec))).toThrow(message);
    expect(store.list(DEPLOYMENTS)).toEqual([]);
  });

  it('names all faults of an object', () => {
    expect(() =>
      store.create(QUOTAS, {
        metadata: {
          name: 'q',
          namespace: 'acme',
          labels: JSON.parse('{"a": 1}'),
        },
        spec: { hard: { pods: [] } },
      }),
    ).toThrow(
      /^ResourceQuota "q" is invalid: \[metadata\.labels\.a: .+, spec\.hard\.pods: .+\]$/,
    );
  });

  it.each<ResourceType>([DEPLOYMENTS, REPLICA_SETS])(
    'keeps the selector of $plural',
    type => {
      store.create(type, deployment());
      const change = deployment({
        selector: { matchLabels: { b: '2', app: 'x' } },
        template: {
          metadata: { labels: { app: 'x', b: '2' } },
          spec: { containers: [{ name: 'shop', image: 'shop:1' }] },
        },
      });
      expect(() =>
        store.replace(type, change, { namespace: 'acme', name: 'shop' }),
      ).toThrow(
        `${type.kind}.apps "shop" is invalid: spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"x", "b":"2"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable`,
      );
    },
  );

  it('takes or refuses any object, and never fails in another way', () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
    const fields = fc.record(
      {
        metadata: fc.record(
          {
            labels: fc.jsonValue({ maxDepth: 1 }),
            annotations: fc.jsonValue({ maxDepth: 1 }),
            ownerReferences: fc.jsonValue({ maxDepth: 2 }),
            finalizers: fc.jsonValue({ maxDepth: 1 }),
          },
          { requiredKeys: [] },
        ),
        spec: fc.oneof(json, fc.jsonValue({ maxDepth: 2 })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom(...RESOURCE_TYPES), fields, (type, draft) => {
        const subject = newStore({ namespaces: ['acme'] });
        const metadata = JSON.parse(JSON.stringify(draft.metadata ?? {}));
        const failure = failureOf(() =>
          subject.create(type, {
            ...draft,
            metadata: { ...metadata, name: 'a', namespace: 'acme' },
          }),
        );
        const refusal = StatusError.notFound(type, 'a');
        expect(failure ?? refusal).toBeInstanceOf(StatusError);
      }),
    );
  });

  it('is the same after it was dumped and restored', () => {
    store.create(DEPLOYMENTS, deployment());
    const dump = JSON.parse(JSON.stringify(store.dump()));
    const restored = ObjectStore.create({ clock: new ManualClock(), dump });
    expect(restored.dump()).toEqual(store.dump());
    expect(() => restored.eventsSince(MAPS, 1)).toThrow(StatusError);
  });
});
