import {
  CLAIMS,
  CONFIG_MAPS,
  PODS,
  QUOTAS,
  SERVICES,
} from '../../store/resources';
import {
  createPod,
  reportPod,
  startControllers,
} from '../__testUtils__/startControllers';
import { QuotaController } from './QuotaController';
import { QuotaUsage } from './QuotaUsage';

function start(hard: Record<string, string>) {
  const cluster = startControllers(({ store }) => [
    new QuotaController({ store, usage: QuotaUsage.create({ store }) }),
  ]);
  const { store } = cluster;
  store.create(QUOTAS, {
    metadata: { name: 'q', namespace: 'acme' },
    spec: { hard },
  });
  return {
    ...cluster,
    used: () => {
      cluster.settle();
      return store.get(QUOTAS, 'acme', 'q')?.status?.used;
    },
  };
}

describe('QuotaController', () => {
  it('reports zeros in the first place', () => {
    const { used } = start({ pods: '10', 'requests.memory': '8Gi' });
    expect(used()).toEqual({ pods: '0', 'requests.memory': '0' });
  });

  it('adds up pods, and their greediest init container', () => {
    const { store, used } = start({
      pods: '10',
      'requests.cpu': '4',
      cpu: '4',
      'limits.memory': '8Gi',
    });
    createPod(store, 'a', {
      requests: { cpu: '100m' },
      limits: { memory: '256Mi' },
    });
    createPod(store, 'b', {
      requests: { cpu: '100m' },
      spec: {
        initContainers: [
          {
            name: 'migrate',
            image: 'acme/b:1',
            resources: { requests: { cpu: '1' } },
          },
        ],
      },
    });
    expect(used()).toEqual({
      pods: '2',
      'requests.cpu': '1100m',
      cpu: '1100m',
      'limits.memory': '256Mi',
    });
  });

  it('follows what ends, goes away and changes', () => {
    const { store, used } = start({ pods: '10', 'count/pods': '10' });
    createPod(store, 'a');
    createPod(store, 'b');
    reportPod(store, 'a', 'Succeeded');
    expect(used()).toEqual({ pods: '1', 'count/pods': '2' });
    store.remove(PODS, 'acme', 'a');
    store.remove(PODS, 'acme', 'b');
    expect(used()).toEqual({ pods: '0', 'count/pods': '0' });
  });

  it('counts objects and storage, by class too', () => {
    const { store, used } = start({
      configmaps: '5',
      'count/configmaps': '5',
      services: '5',
      'services.nodeports': '5',
      persistentvolumeclaims: '5',
      'requests.storage': '50Gi',
      'fast.storageclass.storage.k8s.io/requests.storage': '50Gi',
    });
    store.create(CONFIG_MAPS, { metadata: { name: 'm', namespace: 'acme' } });
    store.create(SERVICES, {
      metadata: { name: 's', namespace: 'acme' },
      spec: { type: 'NodePort', ports: [{ port: 80 }, { port: 81 }] },
    });
    for (const [name, storageClassName] of [
      ['c', 'fast'],
      ['d', 'slow'],
    ]) {
      store.create(CLAIMS, {
        metadata: { name, namespace: 'acme' },
        spec: {
          storageClassName,
          resources: { requests: { storage: '5Gi' } },
        },
      });
    }
    expect(used()).toEqual({
      configmaps: '1',
      'count/configmaps': '1',
      services: '1',
      'services.nodeports': '2',
      persistentvolumeclaims: '2',
      'requests.storage': '10Gi',
      'fast.storageclass.storage.k8s.io/requests.storage': '5Gi',
    });
  });

  it('reports no namespace to another', () => {
    const { store, used } = start({ pods: '10' });
    createPod(store, 'a', { metadata: { namespace: 'other' } });
    expect(used()).toEqual({ pods: '0' });
  });

  it('follows a change of the quota itself', () => {
    const { store, used } = start({ pods: '10' });
    createPod(store, 'a');
    expect(used()).toEqual({ pods: '1' });
    store.replace(
      QUOTAS,
      { metadata: {}, spec: { hard: { 'count/pods': '3' } } },
      { namespace: 'acme', name: 'q' },
    );
    expect(used()).toEqual({ 'count/pods': '1' });
    expect(store.get(QUOTAS, 'acme', 'q')?.status?.hard).toEqual({
      'count/pods': '3',
    });
  });
});
