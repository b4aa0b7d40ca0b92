import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import {
  createShopPlatform,
  deployShop,
  readShop,
  shop,
  SHOP_DOCUMENT,
} from '../testing/ShopPlatform';
import { shopText } from '../testing/shopText';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
  await deployShop(platform, '1');
});
afterEach(() => platform.stop());

const configure = (input: object) =>
  platform.carryOut(
    'configure-service',
    { ...shop, ...input },
    { user: 'dev' },
  );
const refusal = (input: object, user = 'dev') =>
  refusalOf(
    platform.start('configure-service', { ...shop, ...input }, { user }),
  );

describe('configure-service', () => {
  it('sets what is named and keeps the rest', async () => {
    const before = await readShop(platform);
    const operation = await configure({
      env: { set: { APP_ENV: 'production' } },
      command: ['./serve'],
      args: ['--fast'],
      files: { set: { '/etc/shop/app.yaml': 'debug: false\n' } },
      probes: { liveness: { path: '/healthz' }, startup: { tcp: 8080 } },
      resources: { limits: { memory: '512Mi' } },
      jobs: { beforeDeploy: { command: ['./migrate'] } },
      metrics: { port: 9090, path: '/metrics' },
      strategy: 'recreate',
    });
    expect(operation.result).toEqual({
      ...shop,
      settings: [
        'args',
        'command',
        'env',
        'files',
        'jobs',
        'metrics',
        'probes',
        'resources',
        'strategy',
      ],
    });
    expect(await readShop(platform)).toEqual({
      ...before,
      env: { APP_ENV: 'production' },
      command: ['./serve'],
      args: ['--fast'],
      files: { '/etc/shop/app.yaml': 'debug: false\n' },
      probes: { liveness: { path: '/healthz' }, startup: { tcp: 8080 } },
      resources: {
        requests: { cpu: '100m', memory: '128Mi' },
        limits: { cpu: '500m', memory: '512Mi' },
      },
      jobs: { beforeDeploy: { command: ['./migrate'] } },
      metrics: { port: 9090, path: '/metrics' },
      strategy: 'recreate',
    });
  });

  it('goes back to where it was when everything is taken away again', async () => {
    const before = await readShop(platform);
    await configure({
      env: { set: { A: '1' } },
      command: ['./serve'],
      files: { set: { '/etc/shop/a': 'x' } },
      probes: { liveness: { path: '/healthz' } },
      resources: { limits: { memory: '512Mi' } },
      jobs: { beforeDeploy: { command: ['./migrate'] } },
      metrics: { port: 9090, path: '/metrics' },
    });
    await configure({
      env: { unset: ['A', 'NEVER'] },
      command: [],
      files: { unset: ['/etc/shop/a'] },
      probes: { liveness: null },
      resources: null,
      jobs: { beforeDeploy: null },
      metrics: null,
    });
    expect(await readShop(platform)).toEqual(before);
  });

  it('keeps what people wrote beside the settings', async () => {
    await platform.push({
      [SHOP_DOCUMENT]: shopText('1', { more: '  env: {A: "1"} # ours\n' }),
    });
    await configure({ env: { set: { B: '2' } } });
    const text = await platform.read(SHOP_DOCUMENT);
    expect(text).toContain('# The web shop of Acme');
    expect(text).toContain('# ours');
    expect(text).toContain('replicas: 1 # enough for now');
  });

  it('shows what it changes before it does', async () => {
    const plan = await platform.plan('configure-service', {
      ...shop,
      env: { set: { A: '1' } },
      port: 9090,
    });
    expect(plan).toMatchObject({
      summary: 'Service shop of acme runs with other settings: env and port',
      warnings: [],
      needs: { confirmation: false },
    });
  });

  it.each([
    ['nothing at all', {}],
    ['what is so already', { port: 8080, env: { unset: ['A'] } }],
  ])('changes nothing when it is asked for %s', async (_, input) => {
    const plan = await platform.plan('configure-service', {
      ...shop,
      ...input,
    });
    expect(plan.changes).toEqual([]);
    expect(plan.summary).toBe('Service shop of acme stays as it is');
  });

  it('resumes automatic deploys after a rollback', async () => {
    await deployShop(platform, '2', { state: 'failed' });
    await platform.carryOut('rollback-service', shop, { user: 'dev' });
    await configure({ deploys: { auto: true } });
    expect(await readShop(platform)).toMatchObject({ deploys: { auto: true } });
  });

  it('warns of the data that goes with a volume, and of the gap it brings', async () => {
    const add = {
      ...shop,
      volumes: { set: [{ name: 'data', path: '/data', size: '5Gi' }] },
    };
    expect((await platform.plan('configure-service', add)).warnings).toEqual([
      expect.stringContaining('Each release interrupts the service'),
    ]);
    await platform.carryOut('configure-service', add);
    const plan = await platform.plan('configure-service', {
      ...shop,
      volumes: { unset: ['data'] },
    });
    expect(plan.warnings).toEqual([
      'Volume data (5Gi at /data) is deleted with everything on it',
    ]);
  });

  it('lets a volume grow and never shrink', async () => {
    const size = (text: string) => ({
      volumes: { set: [{ name: 'data', path: '/data', size: text }] },
    });
    await configure(size('5Gi'));
    await configure(size('6Gi'));
    const error = await refusal(size('5Gi'));
    expect(error).toMatchObject({
      code: 'invalid_input',
      status: 400,
      faults: [
        {
          path: 'volumes.set.0.size',
          message: 'volume data has 6Gi and cannot shrink to 5Gi',
        },
      ],
      hint: expect.stringContaining('another name'),
    });
  });

  it.each([
    [
      'a secret, which comes by another way',
      { secrets: { set: ['A'] } },
      'secrets',
    ],
    ['replicas', { replicas: 2 }, 'replicas'],
    ['another image', { tag: '2' }, 'tag'],
    [
      'an env name with a line break',
      { env: { set: { 'A\nB': '1' } } },
      'env.set.A\nB',
    ],
    [
      'an env name of YAML syntax',
      { env: { set: { 'A: {}': '1' } } },
      'env.set.A: {}',
    ],
    [
      'an env name of a template',
      { env: { set: { '{{ x }}': '1' } } },
      'env.set.{{ x }}',
    ],
    [
      'an env value of 1 MB',
      { env: { set: { A: 'x'.repeat(1_048_576) } } },
      'env.set.A',
    ],
    ['an env value with NUL', { env: { set: { A: 'a\0b' } } }, 'env.set.A'],
    ['a number as env value', { env: { set: { A: 1 } } }, 'env.set.A'],
    [
      'the same name set and unset',
      { env: { set: { A: '1' }, unset: ['A'] } },
      'env.unset.0',
    ],
    [
      'the same volume set and unset',
      {
        volumes: {
          set: [{ name: 'data', path: '/data', size: '1Gi' }],
          unset: ['data'],
        },
      },
      'volumes.unset.0',
    ],
    [
      'a file outside',
      { files: { set: { '/etc/../root': 'x' } } },
      'files.set./etc/../root',
    ],
    [
      'a size in human words',
      { volumes: { set: [{ name: 'data', path: '/d', size: '4 GB' }] } },
      'volumes.set.0.size',
    ],
    [
      'a probe on a port that is not there',
      { probes: { liveness: { path: '/', port: 81 } } },
      'probes.liveness.port',
    ],
    ['a profile that is not there', { profile: 'huge' }, 'profile'],
    ['a schedule for a web service', { schedule: '@daily' }, 'schedule'],
    ['a strategy that is not there', { strategy: 'canary' }, 'strategy'],
  ])('refuses %s', async (_, input, path) => {
    const error = await refusal(input);
    expect(error).toMatchObject({ code: 'invalid_input', status: 400 });
    expect(error.faults).toMatchObject([{ path }]);
  });

  it('refuses 500 variables', async () => {
    const set = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`A${index}`, 'x']),
    );
    expect(await refusal({ env: { set } })).toMatchObject({
      code: 'invalid_input',
      faults: [{ path: 'env', message: 'at most 200 environment variables' }],
    });
  });

  it.each([
    'line\nbreak',
    '"quotes" and \'quotes\'',
    '- a\nb: [c, *d]\n--- !tag &e',
    '{{ .Values.x }} ${{ secrets.y }} $(A) %{z}',
    'NO',
    '0o7',
    ' ',
    '',
  ])('carries the env value %j as it is', async value => {
    await configure({ env: { set: { A: value } } });
    expect(await readShop(platform)).toMatchObject({ env: { A: value } });
  });

  it.each([
    ['eve', shop, 'role_too_small'],
    ['ben', shop, 'not_found'],
    ['dev', { ...shop, service: 'nothing' }, 'not_found'],
  ])('answers %s for %o with %s', async (user, input, code) => {
    expect((await refusal(input, user)).code).toBe(code);
  });

  it('does not touch a document that cannot be read', async () => {
    await platform.push({ [SHOP_DOCUMENT]: `${shopText('1')}  surprise: 1\n` });
    expect(await refusal({ env: { set: { A: '1' } } })).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('surprise'),
    });
  });
});
