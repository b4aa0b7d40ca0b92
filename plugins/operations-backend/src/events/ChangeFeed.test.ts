import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import type { Operation } from '@mctl/plugin-platform-common';
import { FakeClusterStatus } from '../__testUtils__/FakeClusterStatus';
import { ChangeFeed, tenantOfChange, type ChangeHint } from './ChangeFeed';
import { OperationEventBus } from './OperationEventBus';

type RepositoryListener = Parameters<GitOpsRepository['subscribe']>[0];

describe('ChangeFeed', () => {
  const cluster = new FakeClusterStatus();
  const bus = new OperationEventBus();
  const pushListeners = new Set<RepositoryListener>();
  const repository = {
    subscribe(listener: RepositoryListener) {
      pushListeners.add(listener);
      return () => pushListeners.delete(listener);
    },
    // The feed uses nothing else of it.
  } as Partial<GitOpsRepository> as GitOpsRepository;
  const push = (...paths: string[]) =>
    pushListeners.forEach(listener =>
      listener({} as Parameters<RepositoryListener>[0], paths),
    );
  let feed: ChangeFeed;
  let told: ChangeHint[];

  beforeEach(() => {
    jest.useFakeTimers();
    feed = ChangeFeed.create({ cluster, repository, bus });
    told = [];
    feed.subscribe(hint => told.push(hint));
  });

  afterEach(() => {
    feed.close();
    jest.useRealTimers();
  });

  it('tells once what changed many times in a moment', () => {
    cluster.setApplication('acme.svc.shop', {});
    cluster.tell({ kind: 'Pod', namespace: 'acme', name: 'shop-1' });
    push('tenants/acme/tenant.yaml', 'tenants/globex/notes/a.txt');
    expect(told).toEqual([]);

    jest.advanceTimersByTime(50);
    expect(told).toEqual([
      { kind: 'tenant', tenant: 'acme', name: 'acme' },
      { kind: 'tenant', tenant: 'globex', name: 'globex' },
    ]);
    cluster.tell({ kind: 'Namespace', name: 'acme' });
    jest.advanceTimersByTime(50);
    expect(told).toHaveLength(3);
  });

  it('tells of operations, apart from those of the platform', () => {
    bus.publish({ id: 'op_1', tenant: 'acme' } as Operation);
    bus.publish({ id: 'op_2', tenant: null } as Operation);
    jest.advanceTimersByTime(50);
    expect(told).toEqual([{ kind: 'operation', tenant: 'acme', name: 'op_1' }]);
  });

  it('is quiet about what belongs to no tenant', () => {
    push('platform.yaml', 'tenants/README.md');
    cluster.lose('gone');
    jest.advanceTimersByTime(50);
    expect(told).toEqual([]);
  });

  it('is quiet to who has left, and after it was closed', () => {
    const stay = jest.fn();
    const stop = feed.subscribe(stay);
    stop();
    cluster.tell({ kind: 'Namespace', name: 'acme' });
    feed.close();
    jest.advanceTimersByTime(50);
    expect(stay).not.toHaveBeenCalled();
    expect(told).toEqual([]);
    expect(pushListeners.size).toBe(0);
  });

  it.each([
    [{ kind: 'Application', namespace: 'argocd', name: 'acme' }, 'acme'],
    [{ kind: 'Application', namespace: 'argocd', name: 'a-b.svc.c' }, 'a-b'],
    [{ kind: 'Namespace', name: 'acme' }, 'acme'],
    [{ kind: 'Pod', namespace: 'acme', name: 'globex' }, 'acme'],
    [{ kind: 'Job', namespace: 'acme', name: 'shop-1' }, 'acme'],
    [{ kind: 'CronJob', namespace: 'acme', name: 'shop' }, 'acme'],
    [
      { kind: 'HorizontalPodAutoscaler', namespace: 'acme', name: 'shop' },
      'acme',
    ],
    [
      { kind: 'PersistentVolumeClaim', namespace: 'acme', name: 'shop--data' },
      'acme',
    ],
    [{ kind: 'Pod', namespace: 'acme--preview', name: 'pr-1' }, 'acme'],
    [{ kind: 'Namespace', name: 'acme--preview' }, 'acme'],
    [{ kind: 'connection', name: 'api' }, undefined],
  ])('knows whose %p is', (change, tenant) => {
    expect(tenantOfChange(change)).toBe(tenant);
  });
});
