import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import {
  createShopPlatform,
  deployShop,
  readShop,
  shop,
} from '../testing/ShopPlatform';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
});
afterEach(() => platform.stop());

describe('restart-service', () => {
  it('raises the number of restarts, each time by one', async () => {
    await deployShop(platform, '1');
    const before = await readShop(platform);
    const { result } = await platform.carryOut('restart-service', shop, {
      user: 'dev',
    });
    expect(result).toEqual({ ...shop, tag: '1' });
    expect(await readShop(platform)).toEqual({ ...before, restarts: 1 });
    await platform.carryOut('restart-service', shop);
    expect(await readShop(platform)).toMatchObject({ restarts: 2 });
  });

  it('makes no release, so that a rollback does not go back to before it', async () => {
    await deployShop(platform, '1');
    await platform.carryOut('restart-service', shop);
    const { items } = await platform.query('get-service-history', shop);
    expect(items).toHaveLength(1);
  });

  it('survives the next deploy', async () => {
    await deployShop(platform, '1');
    await platform.carryOut('restart-service', shop);
    await deployShop(platform, '2');
    expect(await readShop(platform)).toMatchObject({ restarts: 1 });
  });

  it('warns of the gap that a volume makes', async () => {
    await deployShop(platform, '1', {
      input: {
        volumes: { set: [{ name: 'data', path: '/data', size: '1Gi' }] },
      },
    });
    const { warnings } = await platform.plan('restart-service', shop);
    expect(warnings).toEqual([
      expect.stringContaining('The service is interrupted'),
    ]);
  });

  it.each([
    ['sleeps', { replicas: 0 }, 'scale-service'],
    ['runs on a schedule', { type: 'cron', schedule: '@daily' }, 'its runs'],
  ])('refuses a service that %s', async (_, input, hint) => {
    await deployShop(platform, '1', { input });
    const error = await refusalOf(platform.start('restart-service', shop));
    expect(error).toMatchObject({
      code: 'not_possible',
      status: 422,
      hint: expect.stringContaining(hint),
    });
  });

  it.each([
    ['eve', 'shop', 'role_too_small'],
    ['ben', 'shop', 'not_found'],
    ['dev', 'nothing', 'not_found'],
  ])('answers %s for %s with %s', async (user, service, code) => {
    await deployShop(platform, '1');
    const error = await refusalOf(
      platform.start('restart-service', { ...shop, service }, { user }),
    );
    expect(error.code).toBe(code);
  });
});
