import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import { cronJob, workload } from '../testing/clusterSamples';
import {
  createShopPlatform,
  deployShop,
  readShop,
  shop,
  SHOP_DOCUMENT,
} from '../testing/ShopPlatform';
import { shopText } from '../testing/shopText';
import { serviceGone } from './serviceGone';

describe('retire-service', () => {
  let platform: TestPlatform;
  beforeEach(async () => {
    platform = await createShopPlatform();
  });
  afterEach(() => platform.stop());

  it('removes everything in the folder of the service, and nothing else', async () => {
    await deployShop(platform, '1');
    await deployShop(platform, '1', { input: { service: 'api' } });
    const { result } = await platform.carryOut('retire-service', shop);
    expect(result).toEqual({ ...shop, volumes: [] });
    expect(await readShop(platform)).toBeUndefined();
    const snapshot = await platform.repository.refresh();
    expect(snapshot.list('tenants/acme/services/shop/')).toEqual([]);
    expect(snapshot.services.has('acme/api')).toBe(true);
  });

  it('lists what goes, and wants that confirmed', async () => {
    await deployShop(platform, '1', {
      input: {
        source: { repository: 'acme/shop' },
        volumes: { set: [{ name: 'data', path: '/data', size: '1Gi' }] },
      },
    });
    const plan = await platform.plan('retire-service', shop);
    expect(plan).toMatchObject({
      summary: 'Service shop of acme is gone',
      warnings: [
        'Release 1 stops serving',
        'The host shop--acme.apps.test no longer answers',
        'Volume data (1Gi at /data) is deleted with everything on it',
        'The repository acme/shop is no longer bound to it',
      ],
      needs: { confirmation: true },
    });
    const error = await refusalOf(platform.start('retire-service', shop));
    expect(error.code).toBe('confirmation_required');
  });

  it('says of a worker that it stops running', async () => {
    await deployShop(platform, '1', { input: { type: 'worker' } });
    const { warnings } = await platform.plan('retire-service', shop);
    expect(warnings).toEqual(['Release 1 stops running']);
  });

  it('also removes a service whose document cannot be read', async () => {
    await platform.push({ [SHOP_DOCUMENT]: `${shopText('1')}  surprise: 1\n` });
    const { warnings } = await platform.plan('retire-service', shop);
    expect(warnings).toEqual([expect.stringContaining('cannot be read')]);
    await platform.carryOut('retire-service', shop);
    const snapshot = await platform.repository.refresh();
    expect(snapshot.hasService('acme', 'shop')).toBe(false);
  });

  it('leaves the name free for another service with a history of its own', async () => {
    await deployShop(platform, '1');
    await platform.carryOut('retire-service', shop);
    await deployShop(platform, '2');
    const { items } = await platform.query('get-service-history', shop);
    expect(items).toMatchObject([{ tag: '2' }]);
  });

  it.each([
    ['dev', 'shop', 'role_too_small'],
    ['ben', 'shop', 'not_found'],
    ['ada', 'nothing', 'not_found'],
  ])('answers %s for %s with %s', async (user, service, code) => {
    await deployShop(platform, '1');
    const error = await refusalOf(
      platform.plan('retire-service', { ...shop, service }, user),
    );
    expect(error.code).toBe(code);
  });

  describe('is proven', () => {
    const check = async () =>
      serviceGone.check({
        input: shop,
        resolved: {},
        commit: 'abc',
        committedAt: '2026-03-01T10:00:00Z',
        snapshot: await platform.repository.refresh(),
        cluster: platform.cluster,
      });

    it('never while the cluster cannot be seen', async () => {
      platform.cluster.outage = 'connection refused';
      expect(await check()).toMatchObject({
        outcome: 'waiting',
        message: 'The cluster cannot be seen: connection refused',
      });
    });

    it('once the deployment is gone', async () => {
      platform.cluster.workloads.set('acme/shop', workload('1'));
      expect(await check()).toMatchObject({
        outcome: 'waiting',
        message: 'The deployment of shop is still there',
      });
      platform.cluster.workloads.clear();
      expect(await check()).toMatchObject({ outcome: 'passed' });
    });

    it('once the cron job is gone', async () => {
      platform.cluster.cronJobs.set('acme/shop', cronJob());
      expect(await check()).toMatchObject({
        outcome: 'waiting',
        message: 'The cron job of shop is still there',
      });
    });
  });
});
