import { CLAIMS, STORAGE_CLASSES } from '../../store/resources';
import type { PersistentVolumeClaim } from '../../store/storageObjects';
import { failureOf } from '../../testing/failureOf';
import { newStore } from '../../testing/newStore';
import { ClaimAdmission } from './ClaimAdmission';

function start(allowVolumeExpansion = true) {
  const store = newStore({ namespaces: ['acme'] });
  store.addAdmission(new ClaimAdmission({ store }));
  store.create(STORAGE_CLASSES, {
    metadata: {
      name: 'standard',
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'p',
    allowVolumeExpansion,
  });
  const claim = store.create<PersistentVolumeClaim>(CLAIMS, {
    metadata: { name: 'data', namespace: 'acme' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '5Gi' } },
    },
  });
  const change = (spec: Partial<PersistentVolumeClaim['spec']>) =>
    store.replace(
      CLAIMS,
      { metadata: {}, spec: { ...claim.spec, ...spec } },
      { namespace: 'acme', name: 'data' },
    );
  const resize = (storage: string) =>
    change({ resources: { requests: { storage } } });
  return { store, claim, change, resize };
}

describe('ClaimAdmission', () => {
  it('gives a claim the default class and its protection', () => {
    const { claim } = start();
    expect(claim).toMatchObject({
      metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
      spec: { storageClassName: 'standard', volumeMode: 'Filesystem' },
    });
  });

  it('keeps the class that a claim names', () => {
    const { store } = start();
    const claim = store.create<PersistentVolumeClaim>(CLAIMS, {
      metadata: {
        name: 'other',
        namespace: 'acme',
        finalizers: ['kubernetes.io/pvc-protection'],
      },
      spec: { storageClassName: '' },
    });
    expect(claim.spec.storageClassName).toBe('');
    expect(claim.metadata.finalizers).toHaveLength(1);
  });

  it('lets a claim grow', () => {
    expect(start().resize('8Gi').spec).toMatchObject({
      resources: { requests: { storage: '8Gi' } },
    });
  });

  it('lets the same size be written otherwise', () => {
    expect(start(false).resize('5120Mi')).toBeDefined();
  });

  // ValidatePersistentVolumeClaimUpdate, as kubectl shows it.
  it('does not let a claim shrink', () => {
    const { resize } = start();
    expect(failureOf(() => resize('4Gi'))).toMatchObject({
      code: 422,
      message:
        'PersistentVolumeClaim "data" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    });
  });

  it('lets a claim grow only where its class can', () => {
    const { resize } = start(false);
    expect(failureOf(() => resize('8Gi'))).toMatchObject({
      code: 403,
      message:
        'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    });
  });

  it.each([
    { storageClassName: 'fast' },
    { accessModes: ['ReadWriteMany' as const] },
    { volumeName: 'pv' },
  ])('does not let %j change', spec => {
    const { change } = start();
    expect(failureOf(() => change(spec))).toMatchObject({
      code: 422,
      message: expect.stringContaining('spec is immutable after creation'),
    });
  });
});
