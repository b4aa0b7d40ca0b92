import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import { pod, workload } from '../testing/clusterSamples';
import {
  createShopPlatform,
  shop,
  SHOP_DOCUMENT,
} from '../testing/ShopPlatform';
import { shopText } from '../testing/shopText';
import { getResourceUsage } from './getResourceUsage';

const MI = 1024 ** 2;
const measuredAt = '2026-03-01T09:59:30.000Z';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
  await platform.push({
    [SHOP_DOCUMENT]: shopText('1'),
    'tenants/acme/services/api/service.yaml': shopText('1', {
      more: '  profile: large\n',
    }).replace('name: shop', 'name: api'),
  });
  const ended = pod('1', {}, { phase: 'Succeeded' });
  platform.cluster.workloads.set(
    'acme/shop',
    workload('1', { pods: [pod('1'), pod('1'), ended] }),
  );
  platform.cluster.workloads.set('acme/api', workload('1'));
  platform.metrics.pods.set('acme', [
    { pod: 'shop-a', cpuCores: 0.1, memoryBytes: 64 * MI, measuredAt },
    { pod: 'shop-b', cpuCores: 0.2, memoryBytes: 96 * MI, measuredAt },
    { pod: 'api-a', cpuCores: 0.7, memoryBytes: 512 * MI, measuredAt },
  ]);
  platform.cluster.namespaces.set('acme', {
    name: 'acme',
    phase: 'Active',
    labels: {},
    quotas: [
      {
        name: 'tenant',
        hard: { 'requests.cpu': '4', 'requests.memory': '8Gi', pods: '0' },
        used: { 'requests.cpu': '1200m' },
      },
    ],
  });
});
afterEach(() => platform.stop());

const ask = (input: object) =>
  platform.query('get-resource-usage', input, 'eve');

describe('what is used', () => {
  it('by a service, against what its pods request and may use', async () => {
    const usage = await ask(shop);
    expect(usage).toMatchObject({
      tenant: 'acme',
      service: 'shop',
      used: {
        value: { cpuCores: 0.3, memoryBytes: 160 * MI, pods: 2 },
        source: 'metrics',
      },
      requested: {
        value: {
          pods: 2,
          requests: { cpuCores: 0.2, memoryBytes: 256 * MI },
          limits: { cpuCores: 1, memoryBytes: 512 * MI },
        },
        source: 'cluster',
      },
      pods: { value: [{ pod: 'shop-b' }, { pod: 'shop-a' }] },
    });
    expect(() => getResourceUsage().output.parse(usage)).not.toThrow();
  });

  it('by a whole tenant, against its quota', async () => {
    const usage = await ask({ tenant: 'acme' });
    expect(usage).toMatchObject({
      service: null,
      used: { value: { cpuCores: 1, pods: 3 } },
      requested: {
        value: { pods: 3, requests: { cpuCores: 1.2 } },
      },
      quota: {
        value: [
          { resource: 'requests.cpu', used: '1200m', hard: '4', percent: 30 },
          { resource: 'requests.memory', used: '0', hard: '8Gi', percent: 0 },
          { resource: 'pods', used: '0', hard: '0', percent: null },
        ],
      },
    });
    expect(() => getResourceUsage().output.parse(usage)).not.toThrow();
  });

  it('over time, where there are figures of it', async () => {
    expect(await ask(shop)).toMatchObject({
      trend: { unknown: 'there are no metrics' },
    });
    const points = [{ time: measuredAt, cpuCores: 0.1, memoryBytes: null }];
    platform.metrics.points.set('acme/shop', points);
    expect(await ask(shop)).toMatchObject({
      trend: { value: { stepSeconds: 60, points } },
    });
    expect(await ask({ ...shop, window: '7d' })).toMatchObject({
      trend: { value: { stepSeconds: 10_080 } },
    });
    expect(await ask({ ...shop, window: '1m' })).toMatchObject({
      trend: { value: { stepSeconds: 30 } },
    });
  });

  it('is unknown for each part that cannot be seen, and only for it', async () => {
    platform.metrics.pods.clear();
    const blind = await ask(shop);
    expect(blind).toMatchObject({
      used: { unknown: 'there are no metrics' },
      pods: { unknown: 'there are no metrics' },
      requested: { value: { pods: 2 } },
    });
    platform.cluster.outage = 'gone';
    const all = await ask(shop);
    expect(all).toMatchObject({
      requested: { unknown: 'gone' },
      quota: { unknown: 'gone' },
    });
    expect(() => getResourceUsage().output.parse(all)).not.toThrow();
  });

  it('is nothing only when nothing runs', async () => {
    platform.metrics.pods.set('acme', []);
    platform.metrics.points.set('acme/shop', []);
    const unknown = 'there are no figures of its pods yet';
    expect(await ask(shop)).toMatchObject({
      used: { unknown },
      pods: { unknown },
      trend: { unknown },
    });
    platform.cluster.workloads.delete('acme/shop');
    expect(await ask(shop)).toMatchObject({
      used: { value: { cpuCores: 0, memoryBytes: 0, pods: 0 } },
      pods: { value: [] },
      trend: { value: { points: [] } },
    });
  });

  it('has no quota while the namespace has none', async () => {
    platform.cluster.namespaces.delete('acme');
    expect(await ask(shop)).toMatchObject({ quota: { value: null } });
  });

  it('does not guess what a profile that is gone would request', async () => {
    await platform.push({
      [SHOP_DOCUMENT]: shopText('1', { more: '  profile: gone\n' }),
    });
    expect(await ask(shop)).toMatchObject({
      requested: { unknown: expect.stringContaining('does not have') },
    });
  });

  it.each(['31d', '0h', 'all', '1h\0'])(
    'is refused for a window of %j',
    async window => {
      const error = await refusalOf(ask({ ...shop, window }));
      expect(error.faults).toMatchObject([{ path: 'window' }]);
    },
  );

  it('is not there for a service that is not', async () => {
    const error = await refusalOf(ask({ ...shop, service: 'other' }));
    expect(error.code).toBe('not_found');
  });
});
