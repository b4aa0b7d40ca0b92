import { seedCluster } from '../../seedCluster';
import {
  CLAIMS,
  NAMESPACES,
  PODS,
  STORAGE_CLASSES,
  VOLUMES,
} from '../../store/resources';
import {
  createPod,
  reportPod,
  startControllers,
} from '../__testUtils__/startControllers';
import { ClaimAdmission } from '../admission/ClaimAdmission';
import { NamespaceController } from '../NamespaceController';
import { SchedulerController } from '../scheduling/SchedulerController';
import { claimHold, selectNode } from './claimHold';
import { VolumeController } from './VolumeController';

const mounted = (claimName: string) => ({
  spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] },
});

function start() {
  const cluster = startControllers(
    context => [
      new SchedulerController({
        ...context,
        holds: [pod => claimHold(context.store, pod)],
        onAssign: (pod, node) => selectNode(context.store, pod, node),
      }),
      new VolumeController(context),
      new NamespaceController(context),
    ],
    ({ store }) => {
      store.addAdmission(new ClaimAdmission({ store }));
      seedCluster(store);
    },
  );
  const { store, settle } = cluster;
  return {
    ...cluster,
    create: (spec: object = {}) => {
      store.create(CLAIMS, {
        metadata: { name: 'data', namespace: 'acme' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '5Gi' } },
          ...spec,
        },
      });
      settle();
    },
    mount: () => {
      createPod(store, 'shop', mounted('data'));
      settle();
    },
    claim: () => store.get(CLAIMS, 'acme', 'data'),
    scheduling: () =>
      store
        .get(PODS, 'acme', 'shop')
        ?.status?.conditions?.find(({ type }) => type === 'PodScheduled'),
  };
}

describe('VolumeController', () => {
  it('waits for the first pod that needs the volume', () => {
    const { store, create, claim, told } = start();
    create();
    expect(claim()?.status).toEqual({ phase: 'Pending' });
    expect(store.list(VOLUMES)).toEqual([]);
    expect(told('data')).toEqual([
      'WaitForFirstConsumer: waiting for first consumer to be created before binding',
    ]);
  });

  it('makes the volume when the pod is on its way', () => {
    const { store, create, mount, claim, told, scheduling } = start();
    create();
    mount();
    const volume = `pvc-${claim()?.metadata.uid}`;
    expect(scheduling()?.status).toBe('True');
    expect(claim()).toMatchObject({
      metadata: {
        annotations: {
          'volume.kubernetes.io/selected-node': 'sandbox-1',
          'pv.kubernetes.io/bind-completed': 'yes',
        },
      },
      spec: { volumeName: volume },
      status: { phase: 'Bound', capacity: { storage: '5Gi' } },
    });
    expect(store.get(VOLUMES, undefined, volume)).toMatchObject({
      spec: {
        capacity: { storage: '5Gi' },
        storageClassName: 'standard',
        persistentVolumeReclaimPolicy: 'Delete',
        claimRef: { namespace: 'acme', name: 'data' },
      },
      status: { phase: 'Bound' },
    });
    expect(told('data').slice(-2)).toEqual([
      'Provisioning: External provisioner is provisioning volume for claim "acme/data"',
      `ProvisioningSucceeded: Successfully provisioned volume ${volume}`,
    ]);
  });

  it('makes a volume at once where the class says so', () => {
    const { store, create, claim } = start();
    store.create(STORAGE_CLASSES, {
      metadata: { name: 'fast' },
      provisioner: 'p',
      volumeBindingMode: 'Immediate',
    });
    create({ storageClassName: 'fast' });
    expect(claim()?.status?.phase).toBe('Bound');
  });

  it.each([
    [
      'fast',
      'ProvisioningFailed: storageclass.storage.k8s.io "fast" not found',
    ],
    [
      '',
      'FailedBinding: no persistent volumes available for this claim and no storage class is set',
    ],
  ])('leaves a claim of the class "%s" pending', (storageClassName, event) => {
    const { create, mount, claim, told, scheduling } = start();
    create({ storageClassName });
    mount();
    expect(claim()?.status?.phase).toBe('Pending');
    expect(told('data')).toEqual([event]);
    expect(scheduling()?.message).toContain(
      'pod has unbound immediate PersistentVolumeClaims',
    );
  });

  it('lets a pod wait for a claim that is not there yet', () => {
    const { create, mount, scheduling } = start();
    mount();
    expect(scheduling()?.message).toBe(
      '0/3 nodes are available: persistentvolumeclaim "data" not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
    );
    create();
    expect(scheduling()?.status).toBe('True');
  });

  it('grows with its claim', () => {
    const { store, create, mount, claim, settle, told } = start();
    create();
    mount();
    store.modify(CLAIMS, 'acme', 'data', draft => {
      draft.spec.resources = { requests: { storage: '8Gi' } };
    });
    settle();
    const volume = claim()?.spec.volumeName ?? '';
    expect(claim()?.status?.capacity).toEqual({ storage: '8Gi' });
    expect(store.get(VOLUMES, undefined, volume)?.spec.capacity).toEqual({
      storage: '8Gi',
    });
    expect(told('data').slice(-2)).toEqual([
      `Resizing: External resizer is resizing volume ${volume}`,
      'VolumeResizeSuccessful: Resize volume succeeded',
    ]);
  });

  it('keeps a claim while a pod uses it, and then takes the volume along', () => {
    const { store, create, mount, claim, settle } = start();
    create();
    mount();
    store.delete(CLAIMS, 'acme', 'data');
    settle();
    expect(claim()?.metadata.deletionTimestamp).toBeDefined();
    createPod(store, 'late', mounted('data'));
    settle();
    expect(store.get(PODS, 'acme', 'late')?.status?.conditions).toMatchObject([
      {
        message: expect.stringContaining(
          'persistentvolumeclaim "data" is being deleted',
        ),
      },
    ]);
    store.remove(PODS, 'acme', 'late');
    reportPod(store, 'shop', 'Succeeded');
    settle();
    expect(claim()).toBeUndefined();
    expect(store.list(VOLUMES)).toEqual([]);
  });

  it('keeps the volume where the class says so', () => {
    const { store, create, claim, settle } = start();
    store.create(STORAGE_CLASSES, {
      metadata: { name: 'kept' },
      provisioner: 'p',
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'Immediate',
    });
    create({ storageClassName: 'kept' });
    store.delete(CLAIMS, 'acme', 'data');
    settle();
    expect(claim()).toBeUndefined();
    expect(store.list(VOLUMES)).toMatchObject([
      { status: { phase: 'Released' } },
    ]);
  });

  it('does not hold up a namespace that goes away', () => {
    const { store, create, settle } = start();
    create();
    store.delete(NAMESPACES, undefined, 'acme');
    settle();
    expect(store.get(NAMESPACES, undefined, 'acme')).toBeUndefined();
  });
});
