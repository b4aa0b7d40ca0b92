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
import { SHOP_IMAGE, shopText } from '../testing/shopText';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
});
afterEach(() => platform.stop());

describe('deploy-service', () => {
  it('makes a service with the defaults of the platform', async () => {
    const operation = await deployShop(platform, '1.4.0');
    expect(operation).toMatchObject({
      subject: 'service:acme/shop',
      result: {
        ...shop,
        image: SHOP_IMAGE,
        tag: '1.4.0',
        host: 'shop--acme.apps.test',
      },
    });
    expect(await readShop(platform)).toEqual({
      type: 'web',
      image: { repository: SHOP_IMAGE, tag: '1.4.0' },
      port: 8080,
      replicas: 1,
    });
  });

  it('plans the document and its manifests in the folder of the service', async () => {
    const plan = await platform.plan('deploy-service', {
      ...shop,
      tag: '1.4.0',
      image: SHOP_IMAGE,
    });
    expect(plan).toMatchObject({
      summary: 'Service shop exists in acme and runs 1.4.0',
      warnings: [],
      needs: { confirmation: false },
    });
    expect(
      plan.changes.filter(
        ({ path }) => !path.startsWith('tenants/acme/services/shop/'),
      ),
    ).toEqual([]);
    expect(
      plan.resources.map(({ action, kind, namespace, name }) =>
        [action, kind, namespace, name].join(' '),
      ),
    ).toEqual([
      'add Deployment acme shop',
      'add Ingress acme shop',
      'add Service acme shop',
    ]);
  });

  it('gives a worker neither port nor host', async () => {
    const { result } = await deployShop(platform, '1', {
      input: { type: 'worker' },
    });
    expect(result?.host).toBeNull();
    expect(await readShop(platform)).not.toHaveProperty('port');
    const snapshot = await platform.repository.refresh();
    expect(
      snapshot.list('tenants/acme/services/shop/').map(({ path }) => path),
    ).not.toContain('tenants/acme/services/shop/manifests/ingress.yaml');
  });

  it('needs the image the first time', async () => {
    const error = await refusalOf(
      platform.start('deploy-service', { ...shop, tag: '1.4.0' }),
    );
    expect(error).toMatchObject({
      code: 'invalid_input',
      faults: [
        { path: 'image', message: expect.stringContaining('is needed') },
      ],
    });
  });

  it.each([
    ['a tag with a space', { tag: '1 4' }, 'tag'],
    ['an image with a tag', { image: `${SHOP_IMAGE}:1` }, 'image'],
    ['replicas as text', { replicas: '2' }, 'replicas'],
    ['an unknown part of env', { env: { add: {} } }, 'env.add'],
    ['a name no shell takes', { env: { unset: ['A-B'] } }, 'env.unset.0'],
  ])('refuses %s', async (_, change, path) => {
    const error = await refusalOf(
      platform.start('deploy-service', {
        ...shop,
        tag: '1',
        image: SHOP_IMAGE,
        ...change,
      }),
    );
    expect(error.faults).toMatchObject([{ path }]);
  });

  it('keeps every setting that is not named, and what people wrote', async () => {
    await platform.push({
      [SHOP_DOCUMENT]: shopText('1', {
        replicas: 3,
        more: '  env: {A: "1", B: "2"}\n  args: [serve]\n  probes: {liveness: {path: /up}}\n  deploys: {auto: false}\n',
      }),
    });
    const before = await readShop(platform);
    await deployShop(platform, '2', {
      input: {
        env: { set: { C: '3', A: '9' }, unset: ['B', 'NEVER'] },
      },
    });
    expect(await readShop(platform)).toEqual({
      ...before,
      image: { repository: SHOP_IMAGE, tag: '2' },
      env: { A: '9', C: '3' },
    });
    const text = await platform.read(SHOP_DOCUMENT);
    expect(text).toContain('# The web shop of Acme');
    expect(text).toContain('# what runs');
    expect(text).toContain('replicas: 3 # enough for now');
  });

  it('has no env left when the last one is unset', async () => {
    await deployShop(platform, '1', { input: { env: { set: { A: '1' } } } });
    await deployShop(platform, '2', { input: { env: { unset: ['A'] } } });
    expect(await readShop(platform)).not.toHaveProperty('env');
  });

  it('refuses more variables than a service may have', async () => {
    const variables = (prefix: string) =>
      Object.fromEntries(
        Array.from({ length: 150 }, (_, index) => [`${prefix}${index}`, '']),
      );
    await deployShop(platform, '1', {
      input: { env: { set: variables('A') } },
    });
    const error = await refusalOf(
      platform.start('deploy-service', {
        ...shop,
        tag: '1',
        env: { set: variables('B') },
      }),
    );
    expect(error).toMatchObject({ code: 'invalid_input', status: 400 });
    expect(error.message).toContain('at most 200 environment variables');
  });

  it('takes every setting with the first deploy', async () => {
    const settings = {
      digest: `sha256:${'a'.repeat(64)}`,
      pullSecret: 'registry',
      source: { repository: 'acme/shop', ref: 'main' },
      command: ['./serve'],
      args: ['--fast'],
      autoscaling: { min: 1, max: 3, cpu: 80 },
      profile: 'large',
      env: { set: { A: '1' } },
      files: { set: { '/etc/shop/app.yaml': 'debug: false\n' } },
      probes: { readiness: { path: '/readyz' } },
      metrics: { port: 9090, path: '/metrics' },
      jobs: { beforeDeploy: { command: ['./migrate'] } },
      strategy: 'rolling',
    };
    await deployShop(platform, '1', { input: settings });
    expect(await readShop(platform)).toEqual({
      type: 'web',
      image: {
        repository: SHOP_IMAGE,
        tag: '1',
        digest: settings.digest,
        pullSecret: 'registry',
      },
      source: { repository: 'acme/shop', ref: 'main' },
      command: ['./serve'],
      args: ['--fast'],
      port: 8080,
      autoscaling: { min: 1, max: 3, cpu: 80 },
      profile: 'large',
      env: { A: '1' },
      files: { '/etc/shop/app.yaml': 'debug: false\n' },
      probes: { readiness: { path: '/readyz' } },
      metrics: { port: 9090, path: '/metrics' },
      jobs: { beforeDeploy: { command: ['./migrate'] } },
      strategy: 'rolling',
    });
  });

  it('makes a cron service, without port and host', async () => {
    const { result } = await deployShop(platform, '1', {
      input: { type: 'cron', schedule: '0 3 * * *' },
    });
    expect(result?.host).toBeNull();
    expect(await readShop(platform)).toEqual({
      type: 'cron',
      schedule: '0 3 * * *',
      image: { repository: SHOP_IMAGE, tag: '1' },
    });
  });

  it('no longer pins the digest of the tag before', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    await deployShop(platform, '1', { input: { digest } });
    const { warnings } = await platform.plan('deploy-service', {
      ...shop,
      tag: '2',
    });
    expect(warnings).toEqual(['The image is no longer pinned to a digest']);
    await deployShop(platform, '2');
    expect((await readShop(platform))?.image).toEqual({
      repository: SHOP_IMAGE,
      tag: '2',
    });
  });

  it('refuses what could not run, with the path in the input', async () => {
    const error = await refusalOf(
      platform.start('deploy-service', {
        ...shop,
        tag: '1',
        image: SHOP_IMAGE,
        type: 'cron',
      }),
    );
    expect(error).toMatchObject({
      code: 'invalid_input',
      status: 400,
      faults: [
        { path: 'schedule', message: 'is needed for a service of type cron' },
      ],
    });
  });

  it.each([
    ['pods', { replicas: 31 }],
    [
      'memory',
      {
        replicas: 10,
        resources: { requests: { memory: '2Gi' }, limits: { memory: '2Gi' } },
      },
    ],
    [
      'storage',
      { volumes: { set: [{ name: 'data', path: '/data', size: '60Gi' }] } },
    ],
  ])(
    'refuses more %s than the quota of the tenant has',
    async (resource, change) => {
      const error = await refusalOf(
        platform.start('deploy-service', {
          ...shop,
          tag: '1',
          image: SHOP_IMAGE,
          ...change,
        }),
      );
      expect(error).toMatchObject({ code: 'quota_exceeded', status: 422 });
      expect(error.message).toContain(resource);
    },
  );

  it('plans nothing when everything is so already', async () => {
    await deployShop(platform, '1');
    const plan = await platform.plan('deploy-service', { ...shop, tag: '1' });
    expect(plan.changes).toEqual([]);
    expect(plan.resources).toEqual([]);
  });

  it.each([
    [
      'another image',
      { image: 'ghcr.io/acme/other' },
      'The image changes from',
    ],
    ['no host any more', { type: 'worker' }, 'loses its host'],
    ['no replicas', { replicas: 0 }, 'The service sleeps'],
  ])('warns of %s', async (_, change, warned) => {
    await deployShop(platform, '1');
    const plan = await platform.plan('deploy-service', {
      ...shop,
      tag: '2',
      ...change,
    });
    expect(plan.warnings).toEqual([expect.stringContaining(warned)]);
  });

  it.each([
    ['eve', 'acme', 'role_too_small', 'needs the role developer'],
    ['dev', 'globex', 'not_found', 'There is no tenant "globex"'],
    ['dev', 'nowhere', 'not_found', 'There is no tenant "nowhere"'],
    ['ada', 'broken', 'roles_unknown', 'Roles cannot be read'],
  ])('answers %s in %s with %s', async (user, tenant, code, message) => {
    const error = await refusalOf(
      platform.start(
        'deploy-service',
        { ...shop, tenant, tag: '1', image: SHOP_IMAGE },
        { user },
      ),
    );
    expect(error).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('warns of everything that another type cannot have', async () => {
    await deployShop(platform, '1', {
      input: { probes: { liveness: { path: '/up' } }, strategy: 'rolling' },
    });
    const { warnings } = await platform.plan('deploy-service', {
      ...shop,
      tag: '1',
      type: 'cron',
      schedule: '@daily',
    });
    expect(warnings).toEqual([
      'The service loses its host: a cron service serves no HTTP',
      'Settings that a service of type cron cannot have go: port, probes, strategy',
    ]);
  });

  describe('binds the service to a repository', () => {
    const bind = (input: object, user = 'ada') =>
      platform.start(
        'deploy-service',
        { ...shop, tag: '1', image: SHOP_IMAGE, ...input },
        { user },
      );

    it('once, and keeps it', async () => {
      await deployShop(platform, '1', {
        input: { source: { repository: 'acme/shop' } },
      });
      await deployShop(platform, '2', {
        input: { source: { repository: 'Acme/Shop', ref: 'main' } },
      });
      await deployShop(platform, '3');
      expect((await readShop(platform))?.source).toEqual({
        repository: 'Acme/Shop',
        ref: 'main',
      });
      const error = await refusalOf(
        bind({ source: { repository: 'acme/other' } }),
      );
      expect(error).toMatchObject({
        code: 'conflict',
        status: 409,
        message: expect.stringContaining('is bound to the repository'),
      });
    });

    it('unless it is bound to another tenant, whom it does not name', async () => {
      await platform.carryOut(
        'deploy-service',
        {
          tenant: 'globex',
          service: 'portal',
          tag: '1',
          image: 'ghcr.io/globex/portal',
          source: { repository: 'globex/portal' },
        },
        { user: 'ben' },
      );
      for (const repository of ['globex/portal', 'Globex/PORTAL']) {
        const error = await refusalOf(bind({ source: { repository } }));
        expect(error).toMatchObject({ code: 'conflict', status: 409 });
        expect(`${error.message} ${error.hint}`).not.toMatch(
          /tenant "?globex|services? "?portal/,
        );
      }
    });

    it('that other services of the tenant are built from as well', async () => {
      await deployShop(platform, '1', {
        input: { service: 'api', source: { repository: 'acme/mono' } },
      });
      const { operation } = await bind({ source: { repository: 'acme/mono' } });
      expect(operation.state).toBe('queued');
    });

    it.each(['acme', 'acme/shop/x', '../shop', 'acme/shop\n', 'https://x/y'])(
      'only when it is one, and %j is none',
      async repository => {
        const error = await refusalOf(bind({ source: { repository } }));
        expect(error.faults).toMatchObject([{ path: 'source.repository' }]);
      },
    );
  });

  it('leaves new manifests to re-render when nothing else changes', async () => {
    await deployShop(platform, '1');
    const text = await platform.read(SHOP_DOCUMENT);
    const older = text.replace(/renderedWith: \d+/, 'renderedWith: 1');
    await platform.push({ [SHOP_DOCUMENT]: older });
    const same = await platform.plan('deploy-service', { ...shop, tag: '1' });
    const next = await platform.plan('deploy-service', { ...shop, tag: '2' });
    expect(older).not.toBe(text);
    expect(same.changes).toEqual([]);
    expect(next.changes.map(({ path }) => path)).toContain(SHOP_DOCUMENT);
  });

  it('does not write over a document that cannot be read', async () => {
    await platform.push({ [SHOP_DOCUMENT]: `${shopText('1')}  surprise: 1\n` });
    const error = await refusalOf(
      platform.start('deploy-service', { ...shop, tag: '2' }),
    );
    expect(error).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('surprise'),
    });
  });
});
