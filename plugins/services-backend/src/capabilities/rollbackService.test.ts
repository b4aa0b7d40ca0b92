import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
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
import { rollbackService } from './rollbackService';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createShopPlatform();
});
afterEach(() => platform.stop());

describe('rollback-service', () => {
  it('goes back to the last release that was healthy', async () => {
    const healthy = await deployShop(platform, '1');
    await deployShop(platform, '2', { state: 'failed' });
    await deployShop(platform, '3', { state: 'failed' });
    const operation = await platform.carryOut('rollback-service', shop, {
      user: 'dev',
    });
    expect(operation.result).toEqual({
      ...shop,
      tag: '1',
      release: healthy.commit,
      deploysPaused: true,
    });
    expect(await readShop(platform)).toMatchObject({
      image: { tag: '1' },
      deploys: { auto: false },
    });
  });

  it('shows what it does before it does it', async () => {
    await deployShop(platform, '1');
    await deployShop(platform, '2', { state: 'failed' });
    const plan = await platform.plan('rollback-service', shop);
    expect(plan).toMatchObject({
      summary: 'Service shop of acme runs 1 again instead of 2',
      warnings: [
        'Release 2 stops serving',
        'Automatic deploys are paused until someone resumes them',
      ],
      needs: { confirmation: true },
    });
    const error = await refusalOf(platform.start('rollback-service', shop));
    expect(error.code).toBe('confirmation_required');
  });

  it('restores what belongs to a release and leaves the rest as it is', async () => {
    await deployShop(platform, '1', {
      input: {
        env: { set: { A: '1' } },
        probes: { liveness: { path: '/up' } },
      },
    });
    await platform.push({
      [SHOP_DOCUMENT]: shopText('2', {
        replicas: 4,
        more: '  port: 9090\n  command: [serve]\n  env: {B: "2"}\n  resources:\n    requests: {cpu: 200m, memory: 1Gi}\n    limits: {cpu: "1", memory: 1Gi}\n',
      }),
    });
    await platform.carryOut('rollback-service', shop);
    expect(await readShop(platform)).toEqual({
      type: 'web',
      image: { repository: SHOP_IMAGE, tag: '1' },
      env: { A: '1' },
      probes: { liveness: { path: '/up' } },
      port: 9090,
      replicas: 4,
      resources: {
        requests: { cpu: '200m', memory: '1Gi' },
        limits: { cpu: '1', memory: '1Gi' },
      },
      deploys: { auto: false },
    });
    expect(await platform.read(SHOP_DOCUMENT)).toContain('# enough for now');
  });

  it('restores files, jobs and secret versions, and leaves volumes and scale', async () => {
    const release = (tag: string, more: string) =>
      platform.push({ [SHOP_DOCUMENT]: shopText(tag, { more }) });
    await deployShop(platform, '0');
    await release(
      '1',
      '  files: {/etc/a: "1"}\n  jobs: {beforeDeploy: {command: [./migrate]}}\n  secrets: {KEY: {version: 1}}\n',
    );
    const snapshot = await platform.repository.refresh();
    await release(
      '2',
      '  files: {/etc/b: "2"}\n  secrets: {KEY: {version: 2}}\n  restarts: 3\n  volumes: [{name: data, path: /data, size: 2Gi}]\n',
    );
    await platform.carryOut('rollback-service', {
      ...shop,
      to: snapshot.commit,
    });
    expect(await readShop(platform)).toEqual({
      type: 'web',
      image: { repository: SHOP_IMAGE, tag: '1' },
      files: { '/etc/a': '1' },
      jobs: { beforeDeploy: { command: ['./migrate'] } },
      secrets: { KEY: { version: 1 } },
      replicas: 1,
      restarts: 3,
      volumes: [{ name: 'data', path: '/data', size: '2Gi' }],
      deploys: { auto: false },
    });
  });

  it.each([
    [
      'asks a port that is gone',
      { probes: { liveness: { tcp: 8080 } } },
      { probes: { liveness: null }, port: 9090 },
      'probes.liveness.tcp 8080 is not a port of the service: it listens on 9090',
    ],
    [
      'puts a file where a volume is now',
      { files: { set: { '/data': 'x' } } },
      {
        files: { unset: ['/data'] },
        volumes: { set: [{ name: 'data', path: '/data', size: '1Gi' }] },
      },
      'files./data overlaps with /data',
    ],
    [
      'has jobs, for what is a cron service now',
      { jobs: { beforeDeploy: { command: ['./migrate'] } } },
      { type: 'cron', schedule: '@daily' },
      'jobs does not fit a service of type cron',
    ],
  ])('refuses a release that %s', async (_, then, now, reason) => {
    await deployShop(platform, '1', { input: then });
    await deployShop(platform, '2', { input: now });
    const error = await refusalOf(platform.plan('rollback-service', shop));
    expect(error).toMatchObject({
      code: 'not_possible',
      status: 422,
      message: expect.stringContaining(reason),
      hint: expect.stringContaining('configure-service'),
    });
  });

  it('goes to the release that is named, by a part of its id', async () => {
    const first = await deployShop(platform, '1', { state: 'failed' });
    await deployShop(platform, '2');
    await deployShop(platform, '3');
    const to = String(first.commit).slice(0, 10);
    const { result } = await platform.carryOut('rollback-service', {
      ...shop,
      to,
    });
    expect(result).toMatchObject({ tag: '1', release: first.commit });
  });

  it('does not go back to what runs already after a rollback', async () => {
    const first = await deployShop(platform, '1');
    await deployShop(platform, '2', { state: 'failed' });
    await platform.carryOut('rollback-service', shop);
    const byDefault = await refusalOf(platform.plan('rollback-service', shop));
    expect(byDefault.code).toBe('not_possible');
    const byName = await refusalOf(
      platform.plan('rollback-service', { ...shop, to: first.commit }),
    );
    expect(byName.code).toBe('not_possible');
  });

  it('refuses the current release, and one that is not there', async () => {
    await deployShop(platform, '1');
    const { commit } = await deployShop(platform, '2');
    const current = await refusalOf(
      platform.plan('rollback-service', { ...shop, to: commit }),
    );
    expect(current).toMatchObject({ code: 'not_possible', status: 422 });
    const missing = await refusalOf(
      platform.plan('rollback-service', { ...shop, to: '0'.repeat(40) }),
    );
    expect(missing.code).toBe('not_found');
  });

  it.each(['1.4.0', 'abc', 'HEAD', '../main', 'a'.repeat(65)])(
    'refuses %s, which is no release id',
    async to => {
      const error = await refusalOf(
        platform.plan('rollback-service', { ...shop, to }),
      );
      expect(error.faults).toMatchObject([{ path: 'to' }]);
    },
  );

  it('refuses a part of an id that fits several releases', async () => {
    await platform.push({ [SHOP_DOCUMENT]: shopText('3') });
    const snapshot = await platform.repository.refresh();
    const commits = ['abcdef01', 'abcdef02'].map(commit => ({
      commit,
      committedAt: snapshot.observedAt,
      title: 'feat: deploy',
      trailers: {},
    }));
    const seen = snapshot.services.get('acme/shop')?.document;
    const image = { repository: SHOP_IMAGE, tag: '4' };
    const other = seen && { ...seen, spec: { ...seen.spec, image } };
    // Two commits that begin alike cannot be made on demand.
    const repository: GitOpsRepository = Object.create(platform.repository, {
      history: { value: async () => commits },
      readServiceAt: {
        value: async (commit: string) => (commit === 'abcdef01' ? other : seen),
      },
    });
    const error = await refusalOf(
      Promise.resolve(
        rollbackService().resolve?.({
          input: { ...shop, to: 'abcdef0' },
          user: 'user:default/dev',
          repository,
          snapshot,
          cluster: platform.cluster,
          access: platform.access,
          operations: platform.ledger,
        }),
      ),
    );
    expect(error).toMatchObject({
      code: 'not_found',
      message: '"abcdef0" fits 2 releases',
    });
  });

  it('refuses when no earlier release was healthy', async () => {
    await deployShop(platform, '1', { state: 'failed' });
    await deployShop(platform, '2');
    const error = await refusalOf(platform.plan('rollback-service', shop));
    expect(error).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('No earlier release'),
    });
  });

  it('never takes what people pushed for healthy', async () => {
    await platform.push({ [SHOP_DOCUMENT]: shopText('1') });
    await deployShop(platform, '2', { state: 'failed' });
    const error = await refusalOf(platform.plan('rollback-service', shop));
    expect(error.code).toBe('not_possible');
  });
});
