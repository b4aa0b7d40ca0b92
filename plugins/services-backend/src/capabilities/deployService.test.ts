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
