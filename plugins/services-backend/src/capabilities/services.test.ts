import { Settings } from 'luxon';
import { z } from 'zod';
import { type GitOpsRepository } from '@mctl/plugin-gitops-node';
import { toPlatformError } from '@mctl/plugin-platform-node';
import { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import {
  application,
  SHOP_IMAGE,
  shopText,
  warning,
  workload,
} from '../testing';
import { deployService } from './deployService';
import { getServiceHistory } from './getServiceHistory';
import { getServiceStatus } from './getServiceStatus';
import { listServices } from './listServices';
import { rollbackService } from './rollbackService';

const capabilities = [
  deployService(),
  getServiceHistory(),
  getServiceStatus(),
  listServices(),
  rollbackService(),
];
const shop = { tenant: 'acme', service: 'shop' };
const documentPath = 'tenants/acme/services/shop/service.yaml';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await TestPlatform.create({ capabilities });
});
afterEach(() => platform.stop());

async function refusal(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    return toPlatformError(error);
  }
  throw new Error('It was not refused');
}

async function shopSpec() {
  const snapshot = await platform.repository.refresh();
  return snapshot.services.get('acme/shop')?.document.spec;
}

/** Deploys a tag as dev an hour after whatever was before. */
async function deploy(
  tag: string,
  state: 'succeeded' | 'failed' = 'succeeded',
  more = {},
) {
  platform.pass(3_600_000);
  return platform.carryOut(
    'deploy-service',
    { ...shop, tag, image: SHOP_IMAGE, ...more },
    { user: 'dev', state },
  );
}

describe('deploy-service', () => {
  it('makes a service with the defaults of the platform', async () => {
    const operation = await deploy('1.4.0');
    expect(operation).toMatchObject({
      subject: 'service:acme/shop',
      result: {
        ...shop,
        image: SHOP_IMAGE,
        tag: '1.4.0',
        host: 'shop--acme.apps.test',
      },
    });
    expect(await shopSpec()).toEqual({
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
    const { result } = await deploy('1', 'succeeded', { type: 'worker' });
    expect(result?.host).toBeNull();
    expect(await shopSpec()).not.toHaveProperty('port');
    const snapshot = await platform.repository.refresh();
    expect(
      snapshot.list('tenants/acme/services/shop/').map(({ path }) => path),
    ).not.toContain('tenants/acme/services/shop/manifests/ingress.yaml');
  });

  it('needs the image the first time', async () => {
    const error = await refusal(
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
    const error = await refusal(
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
      [documentPath]: shopText('1', {
        replicas: 3,
        more: '  env: {A: "1", B: "2"}\n  args: [serve]\n  probes: {liveness: {path: /up}}\n  deploys: {auto: false}\n',
      }),
    });
    const before = await shopSpec();
    await deploy('2', 'succeeded', {
      env: { set: { C: '3', A: '9' }, unset: ['B', 'NEVER'] },
    });
    expect(await shopSpec()).toEqual({
      ...before,
      image: { repository: SHOP_IMAGE, tag: '2' },
      env: { A: '9', C: '3' },
    });
    const text = await platform.read(documentPath);
    expect(text).toContain('# The web shop of Acme');
    expect(text).toContain('# what runs');
    expect(text).toContain('replicas: 3 # enough for now');
  });

  it('has no env left when the last one is unset', async () => {
    await deploy('1', 'succeeded', { env: { set: { A: '1' } } });
    await deploy('2', 'succeeded', { env: { unset: ['A'] } });
    expect(await shopSpec()).not.toHaveProperty('env');
  });

  it('refuses more variables than a service may have', async () => {
    const variables = (prefix: string) =>
      Object.fromEntries(
        Array.from({ length: 150 }, (_, index) => [`${prefix}${index}`, '']),
      );
    await deploy('1', 'succeeded', { env: { set: variables('A') } });
    const error = await refusal(
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
    await deploy('1');
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
    await deploy('1');
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
    const error = await refusal(
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
    await platform.push({ [documentPath]: `${shopText('1')}  surprise: 1\n` });
    const error = await refusal(
      platform.start('deploy-service', { ...shop, tag: '2' }),
    );
    expect(error).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('surprise'),
    });
  });
});

describe('the history of a service', () => {
  it('has who deployed what, how it went and how long it ran', async () => {
    const first = await deploy('1');
    const second = await deploy('2', 'failed');
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
    const { id } = await deploy('1');
    await platform.push(
      { [documentPath]: shopText('2') },
      `feat: deploy 2\n\nOperation: ${id}`,
    );
    await expect(
      platform.query('get-service-history', shop),
    ).resolves.toMatchObject({
      items: [
        { tag: '2', external: true, operation: null, outcome: 'unknown' },
        { tag: '1', external: false, outcome: 'healthy' },
      ],
    });
  });

  it('counts what only tunes a service as no release', async () => {
    const first = await deploy('1');
    await deploy('1', 'succeeded', { replicas: 3 });
    await platform.push({
      [documentPath]: `${await platform.read(documentPath)}# by hand\n`,
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
    await deploy('1');
    await deploy('1', 'succeeded', change);
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
      await deploy('1');
      platform.pass(23 * 3_600_000);
      await deploy('2');
      await expect(
        platform.query('get-service-history', shop),
      ).resolves.toMatchObject({ items: [{}, { ranFor: 'P1D' }] });
    } finally {
      Settings.defaultZone = zone;
    }
  });

  it('goes page by page', async () => {
    for (const tag of ['1', '2', '3']) {
      await deploy(tag);
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
    const foreign = await refusal(
      platform.query('get-service-history', { ...shop, cursor: 'YWNtZQ' }),
    );
    expect(foreign.code).toBe('invalid_input');
  });

  it('is not there for a service that is not', async () => {
    const error = await refusal(platform.query('get-service-history', shop));
    expect(error.code).toBe('not_found');
  });
});

describe('rollback-service', () => {
  it('goes back to the last release that was healthy', async () => {
    const healthy = await deploy('1');
    await deploy('2', 'failed');
    await deploy('3', 'failed');
    const operation = await platform.carryOut('rollback-service', shop, {
      user: 'dev',
    });
    expect(operation.result).toEqual({
      ...shop,
      tag: '1',
      release: healthy.commit,
      deploysPaused: true,
    });
    expect(await shopSpec()).toMatchObject({
      image: { tag: '1' },
      deploys: { auto: false },
    });
  });

  it('shows what it does before it does it', async () => {
    await deploy('1');
    await deploy('2', 'failed');
    const plan = await platform.plan('rollback-service', shop);
    expect(plan).toMatchObject({
      summary: 'Service shop of acme runs 1 again instead of 2',
      warnings: [
        'Release 2 stops serving',
        'Automatic deploys are paused until someone resumes them',
      ],
      needs: { confirmation: true },
    });
    const error = await refusal(platform.start('rollback-service', shop));
    expect(error.code).toBe('confirmation_required');
  });

  it('restores what belongs to a release and leaves the rest as it is', async () => {
    await deploy('1', 'succeeded', {
      env: { set: { A: '1' } },
      probes: { liveness: { path: '/up' } },
    });
    await platform.push({
      [documentPath]: shopText('2', {
        replicas: 4,
        more: '  port: 9090\n  command: [serve]\n  env: {B: "2"}\n  resources:\n    requests: {cpu: 200m, memory: 1Gi}\n    limits: {cpu: "1", memory: 1Gi}\n',
      }),
    });
    await platform.carryOut('rollback-service', shop);
    expect(await shopSpec()).toEqual({
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
    expect(await platform.read(documentPath)).toContain('# enough for now');
  });

  it('goes to the release that is named, by a part of its id', async () => {
    const first = await deploy('1', 'failed');
    await deploy('2');
    await deploy('3');
    const to = String(first.commit).slice(0, 10);
    const { result } = await platform.carryOut('rollback-service', {
      ...shop,
      to,
    });
    expect(result).toMatchObject({ tag: '1', release: first.commit });
  });

  it('does not go back to what runs already after a rollback', async () => {
    const first = await deploy('1');
    await deploy('2', 'failed');
    await platform.carryOut('rollback-service', shop);
    const byDefault = await refusal(platform.plan('rollback-service', shop));
    expect(byDefault.code).toBe('not_possible');
    const byName = await refusal(
      platform.plan('rollback-service', { ...shop, to: first.commit }),
    );
    expect(byName.code).toBe('not_possible');
  });

  it('refuses the current release, and one that is not there', async () => {
    await deploy('1');
    const { commit } = await deploy('2');
    const current = await refusal(
      platform.plan('rollback-service', { ...shop, to: commit }),
    );
    expect(current).toMatchObject({ code: 'not_possible', status: 422 });
    const missing = await refusal(
      platform.plan('rollback-service', { ...shop, to: '0'.repeat(40) }),
    );
    expect(missing.code).toBe('not_found');
  });

  it.each(['1.4.0', 'abc', 'HEAD', '../main', 'a'.repeat(65)])(
    'refuses %s, which is no release id',
    async to => {
      const error = await refusal(
        platform.plan('rollback-service', { ...shop, to }),
      );
      expect(error.faults).toMatchObject([{ path: 'to' }]);
    },
  );

  it('refuses a part of an id that fits several releases', async () => {
    await platform.push({ [documentPath]: shopText('3') });
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
    const error = await refusal(
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
    await deploy('1', 'failed');
    await deploy('2');
    const error = await refusal(platform.plan('rollback-service', shop));
    expect(error).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('No earlier release'),
    });
  });

  it('never takes what people pushed for healthy', async () => {
    await platform.push({ [documentPath]: shopText('1') });
    await deploy('2', 'failed');
    const error = await refusal(platform.plan('rollback-service', shop));
    expect(error.code).toBe('not_possible');
  });
});

describe('what services look like', () => {
  beforeEach(async () => {
    await platform.push({
      [documentPath]: shopText('2'),
      'tenants/acme/services/api/service.yaml': shopText('1')
        .replace('name: shop', 'name: api')
        .replace('ghcr.io/acme/shop', 'ghcr.io/acme/backend'),
      'tenants/globex/services/shop/service.yaml': shopText('1').replace(
        'tenant: acme',
        'tenant: globex',
      ),
    });
  });

  const listing = z.object({
    items: z.array(z.object({ tenant: z.string(), service: z.string() })),
  });

  it.each([
    ['eve', {}, ['acme/api', 'acme/shop']],
    ['ben', {}, ['globex/shop']],
    ['admin', {}, ['acme/api', 'acme/shop', 'globex/shop']],
    ['admin', { tenant: 'acme', limit: 1 }, ['acme/api']],
    ['eve', { search: 'BACKEND' }, ['acme/api']],
    ['eve', { search: 'sho' }, ['acme/shop']],
    ['nobody', {}, []],
  ])('%s lists %j', async (user, input, names) => {
    const list = await platform.query('list-services', input, user);
    expect(() => listServices().output.parse(list)).not.toThrow();
    expect(
      listing
        .parse(list)
        .items.map(({ tenant, service }) => `${tenant}/${service}`),
    ).toEqual(names);
  });

  it('lists nothing of a tenant of others', async () => {
    const error = await refusal(
      platform.query('list-services', { tenant: 'globex' }),
    );
    expect(error.code).toBe('not_found');
  });

  it('shows the status of one with its events and last operation', async () => {
    const { id } = await deploy('3', 'failed');
    platform.cluster.applications.set('acme.svc.shop', application());
    platform.cluster.workloads.set('acme/shop', workload('3'));
    platform.cluster.events.set('acme/shop', [warning('3')]);
    const status = await platform.query('get-service-status', shop, 'eve');
    expect(status).toMatchObject({
      desired: { tag: '3' },
      health: { value: { status: 'Healthy' } },
      pods: { value: [{ tag: '3' }] },
      events: { value: [{ source: 'warning' }] },
      lastOperation: { id, state: 'failed' },
    });
    expect(() => getServiceStatus().output.parse(status)).not.toThrow();
  });

  it('shows a status while the cluster cannot be seen', async () => {
    platform.cluster.outage = 'connection refused';
    const status = await platform.query('get-service-status', shop);
    expect(status).toMatchObject({
      desired: { tag: '2' },
      health: { unknown: 'connection refused' },
      sync: { unknown: 'connection refused' },
      replicas: { unknown: 'connection refused' },
      pods: { unknown: 'connection refused' },
      events: { unknown: 'connection refused' },
      lastOperation: null,
    });
    expect(() => getServiceStatus().output.parse(status)).not.toThrow();
  });
});
