import { Settings } from 'luxon';
import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import {
  createShopPlatform,
  deployShop,
  shop,
  SHOP_DOCUMENT,
} from '../testing/ShopPlatform';
import { SHOP_IMAGE, shopText } from '../testing/shopText';
import { getServiceHistory } from './getServiceHistory';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
});
afterEach(() => platform.stop());

describe('the history of a service', () => {
  it('has who deployed what, how it went and how long it ran', async () => {
    const first = await deployShop(platform, '1');
    const second = await deployShop(platform, '2', { state: 'failed' });
    const history = await platform.query('get-service-history', shop, 'eve');
    expect(history).toEqual({
      total: 2,
      items: [
        {
          release: second.commit,
          commit: second.commit,
          tag: '2',
          image: SHOP_IMAGE,
          current: true,
          external: false,
          by: 'user:default/dev',
          operation: {
            id: second.id,
            name: 'deploy-service',
            state: 'failed',
            actor: 'user:default/dev',
          },
          deployedAt: '2026-03-01T12:00:00.000Z',
          outcome: 'failed',
          ranFor: null,
        },
        expect.objectContaining({
          release: first.commit,
          current: false,
          outcome: 'healthy',
          ranFor: 'PT1H',
        }),
      ],
    });
    expect(() => getServiceHistory().output.parse(history)).not.toThrow();
  });

  it('shows what people pushed as external, whatever they wrote', async () => {
    const { id } = await deployShop(platform, '1');
    await platform.push(
      { [SHOP_DOCUMENT]: shopText('2') },
      `feat: deploy 2\n\nOperation: ${id}`,
    );
    await expect(
      platform.query('get-service-history', shop),
    ).resolves.toMatchObject({
      items: [
        {
          tag: '2',
          external: true,
          by: null,
          operation: null,
          outcome: 'unknown',
        },
        { tag: '1', external: false, outcome: 'healthy' },
      ],
    });
  });

  it('begins anew with a service of the same name as a removed one', async () => {
    await deployShop(platform, '1');
    await platform.push({ [SHOP_DOCUMENT]: null });
    await deployShop(platform, '2');
    await expect(
      platform.query('get-service-history', shop),
    ).resolves.toMatchObject({
      items: [{ tag: '2', current: true }],
      total: 1,
    });
  });

  it('keeps the releases before a document that could not be read', async () => {
    await deployShop(platform, '1');
    await platform.push({ [SHOP_DOCUMENT]: 'kind: Oops' });
    await platform.push({ [SHOP_DOCUMENT]: shopText('2') });
    await expect(
      platform.query('get-service-history', shop),
    ).resolves.toMatchObject({
      items: [
        { tag: '2', current: true },
        { tag: '1', current: false },
      ],
    });
  });

  it('counts what only tunes a service as no release', async () => {
    const first = await deployShop(platform, '1');
    await deployShop(platform, '1', { input: { replicas: 3 } });
    await platform.push({
      [SHOP_DOCUMENT]: `${await platform.read(SHOP_DOCUMENT)}# by hand\n`,
    });
    const { items } = await platform.query('get-service-history', shop);
    expect(items).toMatchObject([
      { release: first.commit, current: true, ranFor: null },
    ]);
  });

  it.each([
    ['environment', { env: { set: { A: '1' } } }],
    ['probes', { probes: { liveness: { path: '/up' } } }],
    ['image', { image: 'ghcr.io/acme/other' }],
  ])('counts another %s as a release', async (_, change) => {
    await deployShop(platform, '1');
    await deployShop(platform, '1', { input: change });
    await expect(
      platform.query('get-service-history', shop),
    ).resolves.toMatchObject({ total: 2 });
  });

  it('says how long in days of 24 hours, wherever the server stands', async () => {
    const zone = Settings.defaultZone;
    // On March 29, 2026 clocks go forward there.
    Settings.defaultZone = 'Europe/Berlin';
    try {
      platform.now = new Date('2026-03-28T11:00:00Z');
      await deployShop(platform, '1');
      platform.pass(23 * 3_600_000);
      await deployShop(platform, '2');
      await expect(
        platform.query('get-service-history', shop),
      ).resolves.toMatchObject({ items: [{}, { ranFor: 'P1D' }] });
    } finally {
      Settings.defaultZone = zone;
    }
  });

  it('goes page by page', async () => {
    for (const tag of ['1', '2', '3']) {
      await deployShop(platform, tag);
    }
    const first = await platform.query('get-service-history', {
      ...shop,
      limit: 2,
    });
    expect(first).toMatchObject({ items: [{ tag: '3' }, { tag: '2' }] });
    const { nextCursor: cursor } = first;
    const last = await platform.query('get-service-history', {
      ...shop,
      limit: 2,
      cursor,
    });
    expect(last).toMatchObject({ items: [{ tag: '1' }], total: 3 });
    expect(last).not.toHaveProperty('nextCursor');
    const foreign = await refusalOf(
      platform.query('get-service-history', { ...shop, cursor: 'YWNtZQ' }),
    );
    expect(foreign.code).toBe('invalid_input');
  });

  it('is not there for a service that is not', async () => {
    const error = await refusalOf(platform.query('get-service-history', shop));
    expect(error.code).toBe('not_found');
  });
});
