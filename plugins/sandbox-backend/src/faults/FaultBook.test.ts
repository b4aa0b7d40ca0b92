import { AutoscalerController } from '../controllers/autoscaling/AutoscalerController';
import { UsageModel } from '../metrics/UsageModel';
import { AUTOSCALERS, DEPLOYMENTS } from '../store/resources';
import { FaultCluster } from './__testUtils__/FaultCluster';
import { FaultBook } from './FaultBook';
import {
  autoscalerBlindness,
  logsForbidden,
  syncFailure,
} from './clusterFaults';
import { FAULT_KINDS, FAULT_NAMES } from './kinds';

const shop = { tenant: 'acme', service: 'shop' };

describe('FaultBook', () => {
  it('keeps at most one fault in a service', () => {
    const { faults } = new FaultCluster();
    faults.inject({ ...shop, fault: 'oom' });
    faults.inject({ ...shop, fault: 'leak' });
    faults.inject({ ...shop, service: 'web', fault: 'oom' });
    expect(faults.list().map(({ fault }) => fault)).toEqual(['leak', 'oom']);
  });

  it('has a delayed fault in its list at once, and active when it is due', () => {
    const { faults, clock } = new FaultCluster();
    const changed = jest.fn();
    faults.subscribe(changed);
    faults.inject({ ...shop, fault: 'oom', afterMs: 5000 });
    expect(faults.list()).toHaveLength(1);
    expect(faults.active()).toEqual([]);
    clock.advance(5000);
    expect(faults.active()).toHaveLength(1);
    expect(changed.mock.calls).toEqual([['acme'], ['acme']]);
  });

  it('never begins a delayed fault that was taken back before', () => {
    const { faults, clock } = new FaultCluster();
    faults.inject({ ...shop, fault: 'oom', afterMs: 5000 });
    expect(faults.clear('acme', 'shop')).toBe(true);
    clock.advance(60_000);
    expect(faults.active()).toEqual([]);
    expect(faults.past()).toEqual([]);
    expect(faults.clear('acme', 'shop')).toBe(false);
  });

  it('begins a delayed fault also after a restart', () => {
    const { faults, clock, store } = new FaultCluster();
    faults.inject({ ...shop, fault: 'oom', afterMs: 5000 });
    const restored = FaultBook.create({ store, clock, faults: faults.list() });
    const changed = jest.fn();
    restored.subscribe(changed);
    clock.advance(5000);
    expect(changed).toHaveBeenCalledWith('acme');
    expect(restored.active()).toEqual(faults.active());
  });

  it('ties a fault to a release', () => {
    const cluster = new FaultCluster();
    cluster.inject('oom', { release: '1.5.0' });
    cluster.release('1.4.0');
    expect(cluster.faults.faultOf(cluster.pod)).toBeUndefined();
    cluster.release('1.5.0');
    expect(cluster.faults.faultOf(cluster.pod)?.fault).toBe('oom');
  });

  it('finds the service by the label of the last owner, then by its name', () => {
    const cluster = new FaultCluster();
    cluster.release('1.4.0');
    cluster.store.modify(DEPLOYMENTS, 'acme', 'shop', draft => {
      draft.metadata.labels = { 'mctl.ai/service': 'web' };
    });
    cluster.inject('oom');
    expect(cluster.faults.faultOf(cluster.pod)).toBeUndefined();
    cluster.faults.inject({ ...shop, service: 'web', fault: 'leak' });
    expect(cluster.faults.faultOf(cluster.pod)?.fault).toBe('leak');
  });

  it('remembers what a pod has had', () => {
    const cluster = new FaultCluster();
    cluster.release('1.4.0');
    cluster.inject('slow-start');
    cluster.clock.advance(1000);
    cluster.inject('cpu-throttle');
    cluster.clock.advance(1000);
    cluster.faults.clear('acme', 'shop');
    cluster.inject('leak');
    const history = cluster.faults.historyOf(cluster.pod);
    expect(history.map(({ fault, endedAt }) => [fault, endedAt])).toEqual([
      ['slow-start', '2026-01-01T00:00:02.000Z'],
      ['cpu-throttle', '2026-01-01T00:00:03.000Z'],
      ['leak', undefined],
    ]);
  });

  it('forgets the oldest of very many', () => {
    const cluster = new FaultCluster();
    for (let count = 0; count < 250; count += 1) {
      cluster.inject('oom');
    }
    expect(cluster.faults.past()).toHaveLength(200);
  });

  it('remembers the limit that an oom was injected at', () => {
    const cluster = new FaultCluster();
    cluster.release('1.4.0', {
      container: { resources: { limits: { memory: '256Mi' } } },
    });
    cluster.inject('oom');
    expect(cluster.faults.list()[0].memoryBytes).toBe(384 * 2 ** 20);
  });

  it.each([
    [{ httpGet: { port: 9000 } }, 9000],
    [{ tcpSocket: { port: 'http' } }, 8080],
    [undefined, 8080],
  ])('remembers where the liveness probe %j asks', (livenessProbe, port) => {
    const cluster = new FaultCluster();
    cluster.release('1.4.0', { container: { livenessProbe } });
    cluster.inject('liveness-port');
    expect(cluster.faults.list()[0].port).toBe(port);
  });
});

describe('faults that controllers ask for', () => {
  it('logs-forbidden', () => {
    const cluster = new FaultCluster();
    cluster.release('1.4.0');
    expect(logsForbidden(cluster.faults, cluster.pod)).toBeUndefined();
    cluster.inject('logs-forbidden');
    expect(logsForbidden(cluster.faults, cluster.pod)).toMatch(
      /^pods "shop-[a-z0-9-]+" is forbidden: User "mctl" cannot get resource "pods\/log" in API group "" in the namespace "acme"$/,
    );
  });

  // getUtilization and calculatePodRequests of pkg/controller/podautoscaler.
  it('autoscaler-blind', () => {
    const cluster = new FaultCluster(({ store, clock, events, faults }) => [
      new AutoscalerController({
        store,
        clock,
        events,
        usage: UsageModel.create({ store, clock, faults }),
        isBlind: autoscalerBlindness(faults),
      }),
    ]);
    cluster.release('1.4.0', {
      container: { resources: { requests: { cpu: '100m' } } },
    });
    cluster.store.create(AUTOSCALERS, {
      metadata: { name: 'shop', namespace: 'acme' },
      spec: {
        scaleTargetRef: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'shop',
        },
        maxReplicas: 3,
      },
    });
    const active = () =>
      cluster.store
        .get(AUTOSCALERS, 'acme', 'shop')
        ?.status?.conditions?.find(({ type }) => type === 'ScalingActive');
    cluster.clock.advance(60_000);
    expect(active()?.status).toBe('True');
    cluster.inject('autoscaler-blind');
    cluster.clock.advance(30_000);
    const { name } = cluster.pod.metadata;
    const words = `failed to get cpu utilization: missing request for cpu in container shop of Pod ${name}`;
    expect(active()).toMatchObject({
      status: 'False',
      reason: 'FailedGetResourceMetric',
      message: expect.stringContaining(words),
    });
    expect(cluster.messages('FailedGetResourceMetric')).toContain(words);
  });

  it('sync-failed, of the release in the manifests', () => {
    const { faults } = new FaultCluster();
    faults.inject({ ...shop, fault: 'sync-failed', release: '1.5.0' });
    const ask = (image: string) =>
      syncFailure(faults)('acme', [
        { kind: 'Service', metadata: { name: 'shop' }, spec: {} },
        {
          kind: 'Deployment',
          metadata: { name: 'web', labels: { 'mctl.ai/service': 'shop' } },
          spec: { template: { spec: { containers: [{ image }] } } },
        },
      ]);
    expect(ask('acme/shop:1.4.0')).toBeUndefined();
    expect(ask('acme/shop:1.5.0')).toBe(
      'resource batch:CronJob is not permitted in project acme',
    );
  });
});

describe('the kinds of faults', () => {
  it.each(FAULT_NAMES)('%s says what it does', name => {
    expect(FAULT_KINDS[name]).toMatch(/^[A-Z].{20,}\.$/);
  });
});
