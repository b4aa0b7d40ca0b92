import type { ObjectStore } from '../store/ObjectStore';
import { CONFIG_MAPS, PODS, SERVICES } from '../store/resources';
import { newStore } from '../testing/newStore';
import { AppliedManifests } from './AppliedManifests';
import { applyManifest, referTo } from './applyManifest';
import type { Manifest } from './loadManifests';

const APPLICATION = 'acme.svc.shop';
const manifest: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'shop' },
  spec: { ports: [{ port: 80 }] },
};

describe('AppliedManifests', () => {
  let store: ObjectStore;
  let applied: AppliedManifests;

  beforeEach(() => {
    store = newStore({ namespaces: ['acme'] });
    applied = new AppliedManifests();
  });

  const reference = referTo(manifest, 'acme');
  const apply = (options: Partial<Parameters<typeof applyManifest>[0]> = {}) =>
    applyManifest({
      store,
      application: APPLICATION,
      reference,
      manifest,
      applied,
      ...options,
    });
  const service = () => {
    const found = store.get(SERVICES, 'acme', 'shop');
    if (!found) {
      throw new RangeError('There is no service');
    }
    return found;
  };
  const knows = () => applied.has(APPLICATION, manifest, service());

  it('knows an object once it was compared, and not before', () => {
    apply();
    expect(knows()).toBe(false);
    expect(apply()).toBe(false);
    expect(knows()).toBe(true);
  });

  it('still knows it when its status changes', () => {
    apply();
    apply();
    const before = service();
    store.modify(SERVICES, 'acme', 'shop', draft => {
      Object.assign(draft, { status: { loadBalancer: {} } });
    });
    expect(service()).not.toBe(before);
    expect(knows()).toBe(true);
  });

  it.each<[string, () => void]>([
    [
      'its spec changes',
      () =>
        store.modify(SERVICES, 'acme', 'shop', draft => {
          draft.spec.ports = [{ port: 81 }];
        }),
    ],
    [
      'a label is added',
      () =>
        store.modify(SERVICES, 'acme', 'shop', draft => {
          draft.metadata.labels = { by: 'hand' };
        }),
    ],
    [
      'its annotations change',
      () =>
        store.modify(SERVICES, 'acme', 'shop', draft => {
          draft.metadata.annotations = {};
        }),
    ],
    [
      'it is made anew',
      () => {
        store.remove(SERVICES, 'acme', 'shop');
        apply({ applied: new AppliedManifests() });
      },
    ],
  ])('compares it again when %s', (_, change) => {
    apply();
    apply();
    change();
    expect(knows()).toBe(false);
    apply();
    apply();
    expect(knows()).toBe(true);
    expect(service().spec.ports).toMatchObject([{ port: 80 }]);
  });

  it('puts back what somebody changed by hand, as without a memory', () => {
    apply();
    apply();
    store.modify(SERVICES, 'acme', 'shop', draft => {
      draft.spec.ports = [{ port: 81 }];
    });
    expect(apply()).toBe(true);
    expect(service().spec.ports).toMatchObject([{ port: 80 }]);
  });

  it('lets another application take the object over', () => {
    apply();
    apply();
    expect(apply({ application: 'acme.svc.other' })).toBe(true);
    expect(Object.values(service().metadata.annotations ?? {})).toContain(
      'acme.svc.other:/Service:acme/shop',
    );
  });

  it('takes another manifest of the same object for another', () => {
    apply();
    apply();
    const other = { ...manifest, spec: { ports: [{ port: 90 }] } };
    expect(apply({ manifest: other })).toBe(true);
    expect(service().spec.ports).toMatchObject([{ port: 90 }]);
  });

  it('says that an object on its way out cannot be applied', () => {
    const pod: Manifest = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'shop' },
      spec: { containers: [{ name: 'a', image: 'a:1' }], nodeName: 'n' },
    };
    const options = { manifest: pod, reference: referTo(pod, 'acme') };
    apply(options);
    apply(options);
    store.delete(PODS, 'acme', 'shop');
    expect(() => apply(options)).toThrow('the object is being deleted');
  });

  it('does not remember what a dry run would have changed', () => {
    const map: Manifest = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'config' },
      data: { a: '1' },
    };
    const options = { manifest: map, reference: referTo(map, 'acme') };
    apply(options);
    store.modify(CONFIG_MAPS, 'acme', 'config', draft => {
      Object.assign(draft, { data: { a: '2' } });
    });
    expect(apply({ ...options, dryRun: true })).toBe(true);
    expect(apply({ ...options, dryRun: true })).toBe(true);
    expect(apply(options)).toBe(true);
    expect(apply({ ...options, dryRun: true })).toBe(false);
  });
});
