import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import { RENDERER_VERSION } from '@mctl/plugin-gitops-node';
import {
  createShopPlatform,
  deployShop,
  shop,
  SHOP_DOCUMENT,
} from '../testing/ShopPlatform';
import { getServiceConfig } from './getServiceConfig';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
});
afterEach(() => platform.stop());

const read = () => platform.query('get-service-config', shop, 'eve');
const edit = async (from: string, to: string) =>
  platform.push({
    [SHOP_DOCUMENT]: (await platform.read(SHOP_DOCUMENT)).replace(from, to),
  });

describe('the configuration of a service', () => {
  it('is its document, with what holds in effect', async () => {
    await deployShop(platform, '1', { input: { env: { set: { A: '1' } } } });
    const config = await read();
    expect(config).toMatchObject({
      tenant: 'acme',
      service: 'shop',
      path: SHOP_DOCUMENT,
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      document: { spec: { image: { tag: '1' }, env: { A: '1' } } },
      resources: {
        from: 'default',
        profile: null,
        requests: { cpu: '100m', memory: '128Mi' },
      },
      renderedWith: RENDERER_VERSION,
      renderer: RENDERER_VERSION,
      drift: { state: 'none', files: [], message: null },
    });
    expect(() => getServiceConfig().output.parse(config)).not.toThrow();
  });

  it('has names and versions of secrets and nothing more', async () => {
    await deployShop(platform, '1');
    await edit('spec:\n', 'spec:\n  secrets: {API_KEY: {version: 3}}\n');
    expect(await read()).toMatchObject({
      document: { spec: { secrets: { API_KEY: { version: 3 } } } },
    });
  });

  it.each([
    ['profile: large', { from: 'profile', profile: 'large' }],
    [
      'resources: {requests: {cpu: 10m, memory: 1Mi}, limits: {cpu: 20m, memory: 2Mi}}',
      { from: 'document', requests: { cpu: '10m', memory: '1Mi' } },
    ],
  ])('says where the resources of "%s" come from', async (text, resources) => {
    await deployShop(platform, '1');
    await edit('spec:\n', `spec:\n  ${text}\n`);
    expect(await read()).toMatchObject({ resources });
  });

  it('says when somebody edited the document alone', async () => {
    await deployShop(platform, '1');
    await edit('tag: "1"', 'tag: "2"');
    expect(await read()).toMatchObject({
      document: { spec: { image: { tag: '2' } } },
      drift: {
        state: 'not_rendered',
        files: ['tenants/acme/services/shop/manifests/deployment.yaml'],
        message: expect.stringContaining('by hand'),
      },
    });
  });

  it('says when somebody edited a manifest', async () => {
    await deployShop(platform, '1');
    const path = 'tenants/acme/services/shop/manifests/service.yaml';
    const extra = 'tenants/acme/services/shop/manifests/extra.yaml';
    await platform.push({
      [path]: `${await platform.read(path)}# by hand\n`,
      [extra]: 'kind: Extra\n',
    });
    const { drift } = await read();
    expect(drift).toMatchObject({ state: 'not_rendered' });
    expect(drift).toHaveProperty(
      'files',
      expect.arrayContaining([path, extra]),
    );
  });

  it('cannot compare what another renderer wrote', async () => {
    await deployShop(platform, '1');
    await edit(
      `renderedWith: ${RENDERER_VERSION}`,
      `renderedWith: ${RENDERER_VERSION - 1}`,
    );
    expect(await read()).toMatchObject({
      renderedWith: RENDERER_VERSION - 1,
      drift: { state: 'renderer_outdated', files: [] },
    });
  });

  it('says when the platform no longer has its profile', async () => {
    await deployShop(platform, '1');
    await edit('spec:\n', 'spec:\n  profile: gone\n');
    const config = await read();
    expect(config).toMatchObject({
      resources: null,
      drift: {
        state: 'not_renderable',
        message: expect.stringContaining('no profile "gone"'),
      },
    });
    expect(() => getServiceConfig().output.parse(config)).not.toThrow();
  });

  it('is not there for a service that is not', async () => {
    const error = await refusalOf(read());
    expect(error.code).toBe('not_found');
  });
});
