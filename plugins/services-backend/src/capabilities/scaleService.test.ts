import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import { workload } from '../testing/clusterSamples';
import {
  createShopPlatform,
  deployShop,
  readShop,
  shop,
} from '../testing/ShopPlatform';

const bounds = { min: 2, max: 5, cpu: 70 };

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
  await deployShop(platform, '1');
});
afterEach(() => platform.stop());

const scale = (input: object) =>
  platform.carryOut('scale-service', { ...shop, ...input }, { user: 'dev' });
const plan = (input: object) =>
  platform.plan('scale-service', { ...shop, ...input }, 'dev');
const refusal = (input: object, user = 'dev') =>
  refusalOf(platform.start('scale-service', { ...shop, ...input }, { user }));

describe('scale-service', () => {
  it('sets a number of replicas', async () => {
    expect(await plan({ replicas: 4 })).toMatchObject({
      summary: 'Service shop of acme runs 4 replicas',
      warnings: [],
      needs: { confirmation: false },
    });
    const { result } = await scale({ replicas: 4 });
    expect(result).toEqual({ ...shop, replicas: 4, autoscaling: null });
    expect(await readShop(platform)).toMatchObject({ replicas: 4 });
  });

  it('leaves the release alone', async () => {
    const { image, port } = (await readShop(platform)) ?? {};
    await scale({ replicas: 4 });
    expect(await readShop(platform)).toEqual({
      type: 'web',
      image,
      port,
      replicas: 4,
    });
  });

  it('puts the service to sleep and wakes it', async () => {
    expect(await plan({ replicas: 0 })).toMatchObject({
      summary: 'Service shop of acme sleeps',
      warnings: ['The service sleeps: it has no replicas'],
    });
    await scale({ replicas: 0 });
    await scale({ replicas: 1 });
    expect(await readShop(platform)).toMatchObject({ replicas: 1 });
  });

  it('turns autoscaling on', async () => {
    const { result } = await scale({ autoscaling: bounds });
    expect(result).toEqual({ ...shop, replicas: null, autoscaling: bounds });
    const spec = await readShop(platform);
    expect(spec).toMatchObject({ autoscaling: bounds });
    expect(spec).not.toHaveProperty('replicas');
  });

  it('turns autoscaling off and keeps what runs now', async () => {
    await scale({ autoscaling: bounds });
    platform.cluster.workloads.set(
      'acme/shop',
      workload('1', { deployment: { desired: 4 } }),
    );
    const planned = await plan({ autoscaling: false });
    expect(planned).toMatchObject({
      resolved: { running: 4 },
      warnings: ['Autoscaling is off from then on, at 4 replicas'],
    });
    await scale({ autoscaling: false });
    const spec = await readShop(platform);
    expect(spec).toMatchObject({ replicas: 4 });
    expect(spec).not.toHaveProperty('autoscaling');
  });

  it.each([
    ['the cluster cannot be seen', 'connection refused'],
    ['there is no deployment yet', undefined],
  ])('keeps the fewest and says so when %s', async (_, outage) => {
    await scale({ autoscaling: bounds });
    platform.cluster.outage = outage;
    expect((await plan({ autoscaling: false })).warnings).toEqual([
      'Autoscaling is off from then on, at 2 replicas',
      expect.stringContaining('It cannot be seen how many replicas run now'),
    ]);
    await scale({ autoscaling: false });
    expect(await readShop(platform)).toMatchObject({ replicas: 2 });
  });

  it('turns autoscaling off at a number that is named', async () => {
    await scale({ autoscaling: bounds });
    await scale({ autoscaling: false, replicas: 3 });
    expect(await readShop(platform)).toMatchObject({ replicas: 3 });
    await scale({ autoscaling: bounds });
    await scale({ replicas: 1 });
    expect(await readShop(platform)).not.toHaveProperty('autoscaling');
  });

  it('has nothing to do when autoscaling is off already', async () => {
    expect((await plan({ autoscaling: false })).changes).toEqual([]);
  });

  it('suspends and resumes the schedule of a cron service', async () => {
    await platform.carryOut('deploy-service', {
      tenant: 'acme',
      service: 'nightly',
      tag: '1',
      image: 'ghcr.io/acme/nightly',
      type: 'cron',
      schedule: '0 3 * * *',
    });
    const nightly = { service: 'nightly' };
    expect(await plan({ ...nightly, replicas: 0 })).toMatchObject({
      summary: 'Service nightly of acme sleeps',
      warnings: ['The service sleeps: its schedule is suspended'],
    });
    await scale({ ...nightly, replicas: 0 });
    const resumed = await plan({ ...nightly, replicas: 1 });
    expect(resumed.summary).toBe(
      'Service nightly of acme runs on its schedule',
    );
    expect((await refusal({ ...nightly, replicas: 2 })).faults).toMatchObject([
      { path: 'replicas' },
    ]);
    expect(
      (await refusal({ ...nightly, autoscaling: bounds })).faults,
    ).toMatchObject([{ path: 'autoscaling' }]);
  });

  it('refuses more than the quota of the tenant, with the numbers', async () => {
    const error = await refusal({ replicas: 40 });
    expect(error).toMatchObject({ code: 'quota_exceeded', status: 422 });
    expect(error.message).toMatch(/pods.*30|30.*pods/);
    expect(await readShop(platform)).toMatchObject({ replicas: 1 });
  });

  it.each<[string, object, string]>([
    ['51 replicas', { replicas: 51 }, 'replicas'],
    ['-1 replicas', { replicas: -1 }, 'replicas'],
    ['half a replica', { replicas: 1.5 }, 'replicas'],
    ['replicas as text', { replicas: '2' }, 'replicas'],
    ['nothing', {}, 'replicas'],
    [
      'a number and bounds at once',
      { replicas: 2, autoscaling: bounds },
      'replicas',
    ],
    [
      'bounds the wrong way round',
      { autoscaling: { min: 3, max: 2, cpu: 80 } },
      'autoscaling',
    ],
    ['autoscaling by nothing', { autoscaling: true }, 'autoscaling'],
    ['up to 51', { autoscaling: { ...bounds, max: 51 } }, 'autoscaling'],
    ['another setting', { replicas: 1, port: 80 }, 'port'],
  ])('refuses %s', async (_, input, path) => {
    const error = await refusal(input);
    expect(error).toMatchObject({ code: 'invalid_input', status: 400 });
    expect(error.faults?.[0].path.split('.')[0]).toBe(path);
  });

  it.each([
    ['eve', shop, 'role_too_small'],
    ['ben', shop, 'not_found'],
    ['dev', { ...shop, service: 'nothing' }, 'not_found'],
  ])('answers %s for %o with %s', async (user, input, code) => {
    expect((await refusal({ replicas: 1, ...input }, user)).code).toBe(code);
  });
});
