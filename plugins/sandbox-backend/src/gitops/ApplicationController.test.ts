import { findByKind, type ResourceType } from '../store/resources';
import { ManualClock } from '../testing/ManualClock';
import { newStore } from '../testing/newStore';
import { startApplications } from './__testUtils__/startApplications';
import { ApplicationController } from './ApplicationController';
import type { Manifest } from './loadManifests';
import type { Targets } from './TargetSource';

const MAPS = findByKind('v1', 'ConfigMap') as ResourceType;

const map = (name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
});

describe('ApplicationController', () => {
  it('makes, prunes and removes what the repository asks for', () => {
    const { commit, application, maps, logger } = startApplications();
    commit({ shop: { manifests: [map('a'), map('b')] } });
    expect(maps()).toEqual(['a', 'b']);
    expect(application('shop')).toMatchObject({
      spec: { project: 'acme', source: { targetRevision: 'main' } },
      status: {
        sync: { status: 'Synced', revision: 'commit1' },
        health: { status: 'Healthy' },
        operationState: {
          phase: 'Succeeded',
          message: 'successfully synced (all tasks run)',
          syncResult: { revision: 'commit1' },
        },
        conditions: [],
        resources: [
          { version: 'v1', kind: 'ConfigMap', name: 'a', status: 'Synced' },
          { version: 'v1', kind: 'ConfigMap', name: 'b', status: 'Synced' },
        ],
      },
    });
    commit({ shop: { manifests: [map('b')] } });
    expect(maps()).toEqual(['b']);
    commit({});
    expect(maps()).toEqual([]);
    expect(application('shop')).toBeUndefined();
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('makes anew what somebody deleted', () => {
    const { clock, store, commit, maps } = startApplications();
    commit({ shop: { manifests: [map('a')] } });
    store.delete(MAPS, 'acme', 'a');
    clock.advance(100);
    expect(maps()).toEqual(['a']);
  });

  it('touches nothing that belongs to nobody', () => {
    const { store, commit, maps } = startApplications();
    store.create(MAPS, { metadata: { name: 'own', namespace: 'acme' } });
    commit({ shop: { manifests: [map('a')] } });
    commit({});
    expect(maps()).toEqual(['own']);
  });

  it('leaves to another application what that one took over', () => {
    const { commit, maps } = startApplications();
    commit({ one: { manifests: [map('a')] }, two: { manifests: [] } });
    commit({ one: { manifests: [] }, two: { manifests: [map('a')] } });
    expect(maps()).toEqual(['a']);
    commit({ two: { manifests: [map('a')] } });
    expect(maps()).toEqual(['a']);
  });

  it('keeps what runs when manifests cannot be read, and says so', () => {
    const { commit, application, maps } = startApplications();
    commit({ shop: { manifests: [map('a')] } });
    commit({ shop: { fault: 'MalformedYAMLError' } });
    expect(maps()).toEqual(['a']);
    expect(application('shop')?.status).toMatchObject({
      sync: { status: 'Unknown', revision: 'commit1' },
      conditions: [
        {
          type: 'ComparisonError',
          message:
            'Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = MalformedYAMLError',
        },
      ],
    });
    commit({ shop: { manifests: [map('a')] } });
    expect(application('shop')?.status).toMatchObject({
      sync: { status: 'Synced', revision: 'commit3' },
      conditions: [],
    });
  });

  it('applies the rest when the cluster refuses one object, and tries again', () => {
    const { clock, store, commit, application, maps, logger } =
      startApplications();
    const late = { ...map('late'), metadata: { name: 'late', namespace: 'x' } };
    commit({ shop: { manifests: [late, map('a')] } });
    expect(maps()).toEqual(['a']);
    const { conditions } = application('shop')?.status ?? {};
    expect(application('shop')?.status).toMatchObject({
      sync: { status: 'OutOfSync' },
      health: { status: 'Missing' },
      operationState: {
        phase: 'Failed',
        message:
          'one or more objects failed to apply, reason: namespaces "x" not found',
      },
      conditions: [
        {
          type: 'SyncError',
          message:
            'Failed sync attempt to tenants/acme/services/shop/manifests: one or more objects failed to apply, reason: namespaces "x" not found',
        },
      ],
    });
    clock.advance(5000);
    expect(application('shop')?.status?.conditions).toEqual(conditions);
    store.create(findByKind('v1', 'Namespace') as ResourceType, {
      metadata: { name: 'x' },
    });
    clock.advance(1000);
    expect(maps()).toEqual(['a', 'late']);
    expect(application('shop')?.status?.sync.status).toBe('Synced');
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it.each<[string, object]>([
    ['labels that are no words', { metadata: { name: 'a', labels: { x: 1 } } }],
    ['labels that are null', { metadata: { name: 'a', labels: null } }],
    ['a name in capitals', { metadata: { name: 'A' } }],
    ['a namespace that is a number', { metadata: { name: 'a', namespace: 5 } }],
    ['a kind that nobody knows', { kind: 'Widget' }],
    [
      'a deployment without anything',
      { kind: 'Deployment', apiVersion: 'apps/v1' },
    ],
  ])('reports %s as a condition', (_, fields) => {
    const { commit, application, logger } = startApplications();
    commit({ shop: { manifests: [{ ...map('a'), ...fields } as Manifest] } });
    expect(application('shop')?.status).toMatchObject({
      sync: { status: 'OutOfSync' },
      conditions: [{ type: 'SyncError' }],
    });
    expect(logger.warn).not.toHaveBeenCalled();
  });

  describe('a commit in a large repository', () => {
    const controller = () =>
      new ApplicationController({
        store: newStore({ namespaces: ['argocd'] }),
        clock: new ManualClock(),
        repositoryUrl: 'file:gitops.git',
        branch: 'main',
      });
    const targets = (count: number): Targets => ({
      commit: 'commit1',
      applications: new Map(
        Array.from({ length: count }, (_, index) => {
          const tenant = `tenant-${Math.floor(index / 10)}`;
          const name = `${tenant}.svc.service-${index % 10}`;
          return [
            name,
            {
              name,
              tenant,
              project: tenant,
              path: '',
              namespace: tenant,
              wave: 2,
              fingerprint: '',
              content: { manifests: [] },
            },
          ];
        }),
      ),
    });
    const tenants = (from: number, to: number) =>
      new Set(
        Array.from(
          { length: to - from },
          (_, index) => `tenant-${from + index}`,
        ),
      );

    it('is followed at once where it changes something', () => {
      const wanted = controller().setTargets({
        ...targets(2000),
        unchangedTenants: tenants(3, 200),
      });
      const changed = wanted.filter(({ key }) => /^tenant-[0-2]\./.test(key));
      expect(changed).toHaveLength(30);
      expect(changed.every(({ withinMs }) => withinMs === 0)).toBe(true);
    });

    it('is followed by all others, one after the other', () => {
      const wanted = controller().setTargets({
        ...targets(2000),
        unchangedTenants: tenants(0, 200),
      });
      expect(new Set(wanted.map(({ key }) => key)).size).toBe(2000);
      const delays = wanted.map(({ withinMs }) => withinMs);
      expect(delays.filter(delay => delay === 0)).toHaveLength(20);
      expect(delays.toSorted((a, b) => a - b)).toEqual(delays);
      expect(Math.max(...delays)).toBe(15 * 1980);
    });

    it('is followed by everything at once when nothing is known', () => {
      const wanted = controller().setTargets(targets(2000));
      expect(wanted.every(({ withinMs }) => withinMs === 0)).toBe(true);
    });
  });
});
