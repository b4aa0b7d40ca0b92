import { newStore } from '../../testing/newStore';
import type { ObjectStore } from '../../store/ObjectStore';
import { CLAIMS, STORAGE_CLASSES } from '../../store/resources';
import { createPod } from '../__testUtils__/startControllers';
import {
  claimHold,
  claimNamesOf,
  SELECTED_NODE,
  selectNode,
  waitsForPod,
} from './claimHold';

const mounting = (...names: Array<string | undefined>) => ({
  spec: {
    volumes: names.map((claimName, index) => ({
      name: `v${index}`,
      ...(claimName
        ? { persistentVolumeClaim: { claimName } }
        : { emptyDir: {} }),
    })),
  },
});

describe('claims of a pod', () => {
  let store: ObjectStore;
  beforeEach(() => {
    store = newStore({ namespaces: ['acme', 'other'] });
    for (const [name, mode] of [
      ['late', 'WaitForFirstConsumer'],
      ['early', 'Immediate'],
    ]) {
      store.create(STORAGE_CLASSES, {
        metadata: { name },
        provisioner: 'p',
        volumeBindingMode: mode,
      });
    }
  });

  const claim = (name: string, spec: object = {}, metadata: object = {}) =>
    store.create(CLAIMS, {
      metadata: { name, namespace: 'acme', ...metadata },
      spec: { storageClassName: 'late', ...spec },
    });

  it('are named once each, in their order', () => {
    expect(claimNamesOf(createPod(store, 'none'))).toEqual([]);
    const pod = createPod(store, 'a', mounting('y', undefined, 'x', 'y'));
    expect(claimNamesOf(pod)).toEqual(['y', 'x']);
  });

  it.each([
    ['late', true],
    ['early', false],
    ['unknown', false],
    [undefined, false],
  ])('of the class %p wait for the pod: %p', (storageClassName, expected) => {
    const created = claim('data', { storageClassName });
    expect(waitsForPod(store, created)).toBe(expected);
  });

  it('hold nothing up when there are none', () => {
    expect(claimHold(store, createPod(store, 'a'))).toBeUndefined();
  });

  // The words are those of the volume binding plugin of kube-scheduler.
  it.each<[string, () => void, string | undefined]>([
    ['wait for the pod', () => claim('data'), undefined],
    [
      'have a volume',
      () => claim('data', { storageClassName: 'early', volumeName: 'v' }),
      undefined,
    ],
    ['are missing', () => undefined, 'persistentvolumeclaim "data" not found'],
    [
      'are in another namespace',
      () => claim('data', {}, { namespace: 'other' }),
      'persistentvolumeclaim "data" not found',
    ],
    [
      'should have a volume and have none',
      () => claim('data', { storageClassName: 'early' }),
      'pod has unbound immediate PersistentVolumeClaims',
    ],
    [
      'go away',
      () => {
        claim('data', {}, { finalizers: ['test/held'] });
        store.delete(CLAIMS, 'acme', 'data');
      },
      'persistentvolumeclaim "data" is being deleted',
    ],
  ])('that %s hold it as they should', (_, prepare, expected) => {
    prepare();
    const pod = createPod(store, 'a', mounting('data'));
    expect(claimHold(store, pod)).toBe(expected);
  });

  it('hold it by the first that does', () => {
    claim('ready');
    const pod = createPod(store, 'a', mounting('ready', 'x', 'y'));
    expect(claimHold(store, pod)).toBe('persistentvolumeclaim "x" not found');
  });

  it('learn where the pod goes, unless they have their volume', () => {
    claim('new');
    claim('old', { volumeName: 'v' });
    const pod = createPod(store, 'a', mounting('new', 'old', 'missing'));
    selectNode(store, pod, 'sandbox-2');
    const nodeOf = (name: string) =>
      store.get(CLAIMS, 'acme', name)?.metadata.annotations?.[SELECTED_NODE];
    expect(nodeOf('new')).toBe('sandbox-2');
    expect(nodeOf('old')).toBeUndefined();
  });
});
