import { ManualClock } from './testing/ManualClock';
import { newStore } from './testing/newStore';
import { seedCluster } from './seedCluster';
import { seedNodes } from './seedNodes';
import {
  NAMESPACES,
  NODES,
  PODS,
  PRIORITY_CLASSES,
  STORAGE_CLASSES,
} from './store/resources';
import type { ObjectStore } from './store/ObjectStore';
import {
  createPod,
  reportPod,
} from './controllers/__testUtils__/startControllers';

const POOL = { count: 2, cpu: '4', memory: '8Gi', pods: 2 };

function nodeNames(store: ObjectStore): string[] {
  return store.list(NODES).map(({ metadata }) => metadata.name);
}

describe('seedCluster', () => {
  it('makes what every cluster has', () => {
    const store = newStore({ namespaces: [] });
    seedCluster(store);
    expect(store.list(NAMESPACES).map(({ metadata }) => metadata.name)).toEqual(
      ['default', 'kube-system', 'kube-public', 'kube-node-lease', 'argocd'],
    );
    expect(nodeNames(store)).toEqual(['sandbox-1', 'sandbox-2', 'sandbox-3']);
    expect(store.get(NODES, undefined, 'sandbox-1')).toMatchObject({
      metadata: { labels: { 'kubernetes.io/hostname': 'sandbox-1' } },
      status: {
        allocatable: { cpu: '8', memory: '32Gi', pods: '110' },
        conditions: expect.arrayContaining([
          expect.objectContaining({ type: 'Ready', status: 'True' }),
        ]),
      },
    });
    expect(store.list(STORAGE_CLASSES)).toMatchObject([
      {
        metadata: {
          name: 'standard',
          annotations: {
            'storageclass.kubernetes.io/is-default-class': 'true',
          },
        },
        volumeBindingMode: 'WaitForFirstConsumer',
        allowVolumeExpansion: true,
      },
    ]);
    expect(store.list(PRIORITY_CLASSES)).toHaveLength(2);
  });

  it('changes nothing when it is all there', () => {
    const store = newStore({ namespaces: [] });
    seedCluster(store);
    const { resourceVersion } = store;
    seedCluster(store);
    expect(store.resourceVersion).toBe(resourceVersion);
  });

  it('keeps what people changed', () => {
    const store = newStore({ namespaces: [] });
    seedCluster(store);
    store.modify(NODES, undefined, 'sandbox-1', draft => {
      draft.spec.unschedulable = true;
    });
    store.modify(STORAGE_CLASSES, undefined, 'standard', draft => {
      draft.allowVolumeExpansion = false;
    });
    seedCluster(store);
    expect(store.get(NODES, undefined, 'sandbox-1')?.spec).toEqual({
      unschedulable: true,
    });
    expect(
      store.get(STORAGE_CLASSES, undefined, 'standard')?.allowVolumeExpansion,
    ).toBe(false);
  });
});

describe('seedNodes', () => {
  /** The state of a sandbox from before there were several nodes. */
  function oneNode() {
    const store = newStore({ namespaces: ['acme'], clock: new ManualClock() });
    store.create(NODES, { metadata: { name: 'sandbox' }, spec: {} });
    return store;
  }

  it('moves the pods of the one node there was, as they are', () => {
    const store = oneNode();
    for (const name of ['a', 'b']) {
      createPod(store, name, {
        requests: { cpu: '1' },
        spec: { nodeName: 'sandbox' },
      });
      reportPod(store, name, 'Running');
    }
    seedNodes(store, POOL);
    expect(nodeNames(store)).toEqual(['sandbox-1', 'sandbox-2']);
    expect(
      store
        .list(PODS)
        .map(({ spec, status }) => [spec.nodeName, status?.phase]),
    ).toEqual([
      ['sandbox-1', 'Running'],
      ['sandbox-2', 'Running'],
    ]);
  });

  it('removes pods that fit nowhere, and keeps those that have ended', () => {
    const store = oneNode();
    createPod(store, 'big', {
      requests: { cpu: '5' },
      spec: { nodeName: 'sandbox' },
    });
    createPod(store, 'ended', {
      requests: { cpu: '5' },
      spec: { nodeName: 'sandbox' },
    });
    reportPod(store, 'ended', 'Succeeded');
    seedNodes(store, POOL);
    expect(store.list(PODS).map(({ metadata }) => metadata.name)).toEqual([
      'ended',
    ]);
  });

  it('leaves pods alone that wait for a node', () => {
    const store = oneNode();
    createPod(store, 'waiting');
    seedNodes(store, POOL);
    expect(store.get(PODS, 'acme', 'waiting')?.spec.nodeName).toBeUndefined();
  });

  it('follows the size of the pool, up and down', () => {
    const store = newStore({ namespaces: ['acme'] });
    seedNodes(store, POOL);
    seedNodes(store, { ...POOL, count: 3, cpu: '16' });
    expect(nodeNames(store)).toHaveLength(3);
    expect(
      store.get(NODES, undefined, 'sandbox-1')?.status?.allocatable?.cpu,
    ).toBe('16');
    createPod(store, 'a', { spec: { nodeName: 'sandbox-3' } });
    seedNodes(store, POOL);
    expect(nodeNames(store)).toHaveLength(2);
    expect(store.get(PODS, 'acme', 'a')?.spec.nodeName).toBe('sandbox-1');
  });
});
