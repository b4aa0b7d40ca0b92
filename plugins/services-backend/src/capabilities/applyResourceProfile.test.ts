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
  await deployShop(platform, '1', {
    input: { resources: { limits: { memory: '1Gi' } } },
  });
});
afterEach(() => platform.stop());

describe('apply-resource-profile', () => {
  it('takes the place of resources that were set', async () => {
    const plan = await platform.plan('apply-resource-profile', {
      ...shop,
      profile: 'large',
    });
    expect(plan.summary).toBe(
      'Service shop of acme has the profile large: CPU 1 to 2, memory 1Gi to 2Gi',
    );
    const { result } = await platform.carryOut(
      'apply-resource-profile',
      { ...shop, profile: 'large' },
      { user: 'dev' },
    );
    expect(result).toEqual({
      ...shop,
      profile: 'large',
      resources: {
        requests: { cpu: '1', memory: '1Gi' },
        limits: { cpu: '2', memory: '2Gi' },
      },
    });
    const spec = await readShop(platform);
    expect(spec).toMatchObject({ profile: 'large' });
    expect(spec).not.toHaveProperty('resources');
  });

  it.each(['huge', 'constructor'])(
    'refuses %s, which is not there, and lists what is',
    async profile => {
      const error = await refusalOf(
        platform.start('apply-resource-profile', { ...shop, profile }),
      );
      expect(error).toMatchObject({
        code: 'invalid_input',
        status: 400,
        faults: [{ path: 'profile' }],
        hint: 'The profiles of this platform are small, large.',
        details: { profiles: ['small', 'large'] },
      });
    },
  );

  it.each([
    ['no profile', {}],
    ['a profile of another shape', { profile: 'Very Large' }],
    ['a number', { profile: 1 }],
  ])('refuses %s', async (_, input) => {
    const error = await refusalOf(
      platform.start('apply-resource-profile', { ...shop, ...input }),
    );
    expect(error.faults).toMatchObject([{ path: 'profile' }]);
  });

  it.each([
    ['eve', 'role_too_small'],
    ['ben', 'not_found'],
  ])('answers %s with %s', async (user, code) => {
    const error = await refusalOf(
      platform.start(
        'apply-resource-profile',
        { ...shop, profile: 'small' },
        { user },
      ),
    );
    expect(error.code).toBe(code);
  });
});
