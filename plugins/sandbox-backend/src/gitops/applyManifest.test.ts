import type { ObjectStore } from '../store/ObjectStore';
import { DEPLOYMENTS } from '../store/resources';
import { newStore } from '../testing/newStore';
import { applicationOf, applyManifest, referTo } from './applyManifest';
import type { Manifest } from './loadManifests';

const TRACKING = 'argocd.argoproj.io/tracking-id';

const map = (metadata: object, data: object = { a: '1' }): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'config', ...metadata },
  data,
});
const deployment = (spec: object): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'shop' } },
    template: {
      metadata: { labels: { app: 'shop' } },
      spec: { containers: [{ name: 'shop', image: 'shop:1' }] },
    },
    ...spec,
  },
});

describe('applyManifest', () => {
  let store: ObjectStore;
  beforeEach(() => {
    store = newStore({ namespaces: ['acme', 'other'] });
  });

  /** Applies, and returns the object and whether it changed. */
  function apply(manifest: Manifest) {
    const reference = referTo(manifest, 'acme');
    const changed = applyManifest({
      store,
      application: 'acme.svc.shop',
      reference,
      manifest,
    });
    const { type, namespace, name } = reference;
    return { changed, object: store.get(type, namespace, name) };
  }

  it('tracks what it makes', () => {
    const { changed, object } = apply(map({}));
    expect(changed).toBe(true);
    expect(object?.metadata).toMatchObject({
      namespace: 'acme',
      annotations: {
        [TRACKING]: 'acme.svc.shop:/ConfigMap:acme/config',
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(
          map({}),
        ),
      },
    });
    expect(object && applicationOf(object)).toBe('acme.svc.shop');
    const { object: grouped } = apply(deployment({}));
    expect(grouped?.metadata.annotations?.[TRACKING]).toBe(
      'acme.svc.shop:apps/Deployment:acme/shop',
    );
  });

  it('puts objects where they want, and names no namespace without need', () => {
    expect(apply(map({ namespace: 'other' })).object?.metadata.namespace).toBe(
      'other',
    );
    const { object } = apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'new' },
    });
    expect(object?.metadata).not.toHaveProperty('namespace');
    expect(object?.metadata.annotations?.[TRACKING]).toBe(
      'acme.svc.shop:/Namespace:/new',
    );
  });

  it('changes nothing when applied again', () => {
    const first = apply(deployment({})).object;
    expect(apply(deployment({}))).toEqual({ changed: false, object: first });
  });

  it('takes away what is left out, and keeps what others added', () => {
    apply(
      map({ labels: { ours: '1', gone: '1' }, annotations: { gone: 'x' } }),
    );
    store.modify(referTo(map({}), 'acme').type, 'acme', 'config', draft => {
      draft.metadata.labels = { ...draft.metadata.labels, theirs: '1' };
      draft.metadata.annotations = {
        ...draft.metadata.annotations,
        theirs: 'x',
      };
    });
    const { object } = apply(map({ labels: { ours: '2' } }, { b: '2' }));
    expect(object).toMatchObject({ data: { b: '2' } });
    expect(object?.metadata.labels).toEqual({ ours: '2', theirs: '1' });
    expect(Object.keys(object?.metadata.annotations ?? {}).sort()).toEqual([
      TRACKING,
      'kubectl.kubernetes.io/last-applied-configuration',
      'theirs',
    ]);
  });

  it('keeps the fields that are the server’s', () => {
    const before = apply(deployment({ replicas: 2 })).object;
    store.modify(DEPLOYMENTS, 'acme', 'shop', draft => {
      draft.status = { replicas: 2 };
      draft.spec.replicas = 5;
    });
    const { object } = apply({
      ...deployment({ paused: true }),
      status: { replicas: 9 },
    });
    expect(object).toMatchObject({
      metadata: {
        uid: before?.metadata.uid,
        creationTimestamp: before?.metadata.creationTimestamp,
      },
      spec: { paused: true, replicas: 5 },
      status: { replicas: 2 },
    });
  });

  it('takes null for nothing where others added something', () => {
    const manifest = map(JSON.parse('{"annotations": null}'));
    const first = apply(manifest).object;
    expect(apply(manifest)).toEqual({ changed: false, object: first });
  });

  it('heals what somebody changed by hand', () => {
    apply(deployment({ replicas: 2 }));
    store.modify(DEPLOYMENTS, 'acme', 'shop', draft => {
      draft.spec.replicas = 0;
    });
    expect(apply(deployment({ replicas: 2 }))).toMatchObject({
      changed: true,
      object: { spec: { replicas: 2 } },
    });
  });

  it('refuses another selector in the words of the API server', () => {
    apply(deployment({}));
    expect(() =>
      apply(
        deployment({
          selector: { matchLabels: { app: 'new' } },
          template: {
            metadata: { labels: { app: 'new' } },
            spec: { containers: [{ name: 'shop', image: 'shop:1' }] },
          },
        }),
      ),
    ).toThrow(
      'Deployment.apps "shop" is invalid: spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"new"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable',
    );
  });

  it('waits for an object that is being deleted', () => {
    apply(map({ finalizers: ['x'] }));
    store.delete(referTo(map({}), 'acme').type, 'acme', 'config');
    expect(() => apply(map({}))).toThrow('the object is being deleted');
  });

  it('says which kind the cluster does not have', () => {
    expect(() =>
      apply({
        apiVersion: 'example.test/v1',
        kind: 'Widget',
        metadata: { name: 'w' },
      }),
    ).toThrow(
      'The Kubernetes API could not find example.test/Widget for requested resource acme/w. Make sure the "Widget" CRD is installed on the destination cluster.',
    );
  });
});
