import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import {
  createShopPlatform,
  shop,
  SHOP_DOCUMENT,
} from '../testing/ShopPlatform';
import { shopText } from '../testing/shopText';
import { getSizingRecommendation } from './getSizingRecommendation';

const MI = 1024 ** 2;

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
  await platform.push({ [SHOP_DOCUMENT]: shopText('1') });
});
afterEach(() => platform.stop());

const ask = (input: object = {}, user = 'dev') =>
  platform.query('get-sizing-recommendation', { ...shop, ...input }, user);

function used(cpuP95Cores: number, memoryMi: number, days = 7) {
  platform.metrics.peaksOf.set('acme/shop', {
    cpuP95Cores,
    memoryMaxBytes: memoryMi * MI,
    coveredSeconds: days * 86_400,
  });
}

describe('the recommended size of a service', () => {
  it('is the smallest profile with headroom, and the figures behind it', async () => {
    used(0.5, 200);
    const answer = await ask();
    expect(answer).toMatchObject({
      lookbackSeconds: 604_800,
      current: { from: 'default', profile: null },
      figures: {
        value: { cpuP95Cores: 0.5, memoryMaxBytes: 200 * MI },
        source: 'metrics',
      },
      recommendation: {
        value: {
          profile: 'large',
          change: 'apply',
          resources: { requests: { cpu: '1' } },
          needs: { cpuRequest: 0.6, memoryLimit: 250 * MI },
        },
        source: 'metrics',
        observedAt: '2026-03-01T10:00:00.000Z',
      },
      formula: expect.stringContaining('times 1.2'),
    });
    expect(() => getSizingRecommendation().output.parse(answer)).not.toThrow();
  });

  it('leaves a service that fits as it is', async () => {
    await platform.push({
      [SHOP_DOCUMENT]: shopText('1', { more: '  profile: small\n' }),
    });
    used(0.01, 20);
    expect(await ask()).toMatchObject({
      current: { from: 'profile', profile: 'small' },
      recommendation: { value: { profile: 'small', change: 'none' } },
    });
  });

  it('says when no profile is large enough', async () => {
    used(4, 20);
    const answer = await ask();
    expect(answer).toMatchObject({
      recommendation: {
        value: {
          profile: null,
          change: 'too_large_for_profiles',
          message: expect.stringContaining('configure-service'),
        },
      },
    });
    expect(() => getSizingRecommendation().output.parse(answer)).not.toThrow();
  });

  it('is unknown without metrics', async () => {
    const answer = await ask();
    expect(answer).toMatchObject({
      figures: { unknown: 'there are no metrics' },
      recommendation: { unknown: 'there are no metrics' },
    });
    expect(() => getSizingRecommendation().output.parse(answer)).not.toThrow();
  });

  it('is unknown with too little history, which is shown', async () => {
    used(0.1, 20, 0.1);
    expect(await ask()).toMatchObject({
      figures: { value: { coveredSeconds: 8_640 } },
      recommendation: {
        unknown: expect.stringContaining('there are figures of 2.4 hours only'),
      },
    });
    expect(await ask({ lookback: '1d' })).toMatchObject({
      recommendation: { value: { profile: 'large' } },
    });
  });

  it('is unknown on a platform without profiles', async () => {
    used(0.1, 20);
    await platform.push({
      'platform.yaml': (await platform.read('platform.yaml')).replace(
        /\n {2}profiles:[\s\S]*$/,
        '\n',
      ),
    });
    expect(await ask()).toMatchObject({
      recommendation: { unknown: 'the platform has no resource profiles' },
    });
  });

  it.each(['59m', '31d', '7 days', '0d', '-7d'])(
    'does not look back %s',
    async lookback => {
      const error = await refusalOf(ask({ lookback }));
      expect(error).toMatchObject({
        code: 'invalid_input',
        faults: [{ path: 'lookback' }],
      });
    },
  );

  it('is for developers', async () => {
    const error = await refusalOf(ask({}, 'eve'));
    expect(error.code).toBe('role_too_small');
  });
});
