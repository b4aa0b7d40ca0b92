import fc from 'fast-check';
import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import { createTenantsPlatform, namespaceInfo, quotaInfo } from '../testing';
import { quotaInForce } from './quotaInForce';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createTenantsPlatform();
  use({});
});
afterEach(() => platform.stop());

/** Sets what the cluster says is in use in `acme`. */
function use(used: Record<string, string>) {
  platform.cluster.namespaces.set(
    'acme',
    namespaceInfo('acme', { quotas: [quotaInfo({ used })] }),
  );
}

async function specOf(tenant: string) {
  const snapshot = await platform.repository.refresh();
  return snapshot.tenants.get(tenant)?.document.spec;
}

describe('update-tenant', () => {
  it('changes what is named and leaves the rest', async () => {
    const before = await specOf('acme');
    await platform.carryOut('update-tenant', {
      tenant: 'acme',
      displayName: 'Acme Shop',
      description: 'Sells things',
      contact: '#acme',
    });
    await expect(specOf('acme')).resolves.toEqual({
      ...before,
      displayName: 'Acme Shop',
      description: 'Sells things',
      contact: '#acme',
    });
    await platform.carryOut('update-tenant', {
      tenant: 'acme',
      description: '',
      contact: '',
    });
    const after = await specOf('acme');
    expect(after).toEqual({ ...before, displayName: 'Acme Shop' });
  });

  it('changes the network as far as it is named', async () => {
    await platform.carryOut('update-tenant', {
      tenant: 'acme',
      network: { allowFrom: ['globex', 'billing', 'globex'] },
    });
    await expect(specOf('acme')).resolves.toMatchObject({
      network: { internetEgress: false, allowFrom: ['globex', 'billing'] },
    });
    const plan = await platform.plan('update-tenant', {
      tenant: 'acme',
      network: { internetEgress: true },
    });
    expect(plan.warnings).toContain(
      'Every service of the tenant may reach the internet from then on',
    );
    await platform.carryOut('update-tenant', {
      tenant: 'acme',
      network: { internetEgress: true },
    });
    await expect(specOf('acme')).resolves.toMatchObject({
      network: { internetEgress: true, allowFrom: ['globex', 'billing'] },
    });
  });

  it('renders what it changes, and says apart what a newer renderer changes', async () => {
    const quota = { tenant: 'acme', quota: { pods: 20 } };
    const plan = await platform.plan('update-tenant', quota);
    expect(plan.warnings).toMatchObject([
      expect.stringContaining('The renderer is newer'),
    ]);
    await platform.carryOut('update-tenant', quota);
    const again = await platform.plan('update-tenant', {
      tenant: 'acme',
      quota: { pods: 25 },
    });
    expect(again.warnings).toEqual([]);
    expect(again.resources).toEqual([
      {
        action: 'modify',
        kind: 'ResourceQuota',
        namespace: 'acme',
        name: 'tenant',
      },
    ]);
    expect(again.changes.map(({ path }) => path)).toEqual([
      'tenants/acme/manifests/resource-quota.yaml',
      'tenants/acme/tenant.yaml',
    ]);
  });

  it('changes nothing when nothing is named', async () => {
    await platform.carryOut('update-tenant', {
      tenant: 'acme',
      displayName: 'Acme',
    });
    const plan = await platform.plan('update-tenant', { tenant: 'acme' });
    expect(plan).toMatchObject({
      changes: [],
      summary: 'Tenant acme stays as it is',
    });
  });

  it('sets what previews may do', async () => {
    const incomplete = await refusalOf(
      platform.start('update-tenant', {
        tenant: 'acme',
        previews: { enabled: true },
      }),
    );
    expect(incomplete).toMatchObject({
      code: 'invalid_input',
      faults: [{ path: expect.stringMatching(/^previews\./) }],
    });
    const previews = {
      enabled: true,
      quota: { cpu: '1', memory: '2Gi', pods: 8 },
      maxTtl: '72h',
    };
    await platform.carryOut('update-tenant', { tenant: 'acme', previews });
    await expect(specOf('acme')).resolves.toMatchObject({ previews });
    await platform.carryOut('update-tenant', {
      tenant: 'acme',
      previews: { enabled: false, quota: { pods: 4 } },
    });
    await expect(specOf('acme')).resolves.toMatchObject({
      previews: { ...previews, enabled: false, quota: { cpu: '1', pods: 4 } },
    });
  });

  it.each([
    ['a quota of -1', { quota: { cpu: '-1' } }, 'quota.cpu'],
    ['a number -1', { quota: { cpu: -1 } }, 'quota.cpu'],
    ['-1 pods', { quota: { pods: -1 } }, 'quota.pods'],
    ['half a pod', { quota: { pods: 1.5 } }, 'quota.pods'],
    ['4 GB', { quota: { memory: '4 GB' } }, 'quota.memory'],
    ['1e400', { quota: { memory: '1e400' } }, 'quota.memory'],
    ['1e400 as a number', { quota: { pods: 1e400 } }, 'quota.pods'],
    ['no quantity', { quota: { storage: '' } }, 'quota.storage'],
    ['an unknown resource', { quota: { gpu: '1' } }, 'quota.gpu'],
    ['a display name of two lines', { displayName: 'a\nb' }, 'displayName'],
    ['no display name', { displayName: '' }, 'displayName'],
    ['itself', { network: { allowFrom: ['acme'] } }, 'network.allowFrom'],
    ['no name', { network: { allowFrom: ['A b'] } }, 'network.allowFrom.0'],
    ['no duration', { previews: { maxTtl: 'forever' } }, 'previews.maxTtl'],
    ['members', { members: [] }, 'members'],
  ])('refuses %s', async (_, change, path) => {
    const error = await refusalOf(
      platform.start('update-tenant', { tenant: 'acme', ...change }),
    );
    expect(error).toMatchObject({
      code: 'invalid_input',
      status: 400,
      faults: [{ path }],
    });
    expect(platform.ledger.accepted).toEqual([]);
  });

  it('takes no text that is no quantity, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 12 }).filter(text => !/^\d/.test(text)),
        async cpu => {
          const error = await refusalOf(
            platform.plan('update-tenant', { tenant: 'acme', quota: { cpu } }),
          );
          expect(error.faults).toMatchObject([{ path: 'quota.cpu' }]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([
    ['dev', 'acme', 'role_too_small'],
    ['ada', 'globex', 'not_found'],
    ['ada', 'broken', 'roles_unknown'],
  ])('answers %s about %s with %s', async (user, tenant, code) => {
    const error = await refusalOf(
      platform.start('update-tenant', { tenant, contact: 'x' }, { user }),
    );
    expect(error.code).toBe(code);
  });
});

describe('a quota above the default', () => {
  const raise = { tenant: 'acme', quota: { cpu: '4500m', memory: '8Gi' } };

  it('needs a platform admin, and says so with the numbers', async () => {
    const error = await refusalOf(platform.start('update-tenant', raise));
    expect(error).toMatchObject({
      code: 'role_too_small',
      status: 403,
      message:
        "A quota above the platform's default needs a platform admin: cpu 4500m of 4",
      details: { raised: [{ resource: 'cpu', asked: '4500m', default: '4' }] },
    });
    await platform.carryOut('update-tenant', raise, { user: 'admin' });
    await expect(specOf('acme')).resolves.toMatchObject({
      quota: { cpu: '4500m', memory: '8Gi', pods: 30, storage: '50Gi' },
    });
  });

  it('may stay, and come down, without one', async () => {
    await platform.carryOut('update-tenant', raise, { user: 'admin' });
    await platform.carryOut('update-tenant', {
      tenant: 'acme',
      quota: { cpu: '4.5', pods: 20 },
    });
    await platform.carryOut('update-tenant', {
      tenant: 'acme',
      quota: { cpu: '4200m' },
    });
    const error = await refusalOf(
      platform.start('update-tenant', {
        tenant: 'acme',
        quota: { cpu: '4.3' },
      }),
    );
    expect(error.code).toBe('role_too_small');
  });

  it('is measured by its value and not by its text', async () => {
    await platform.carryOut('update-tenant', {
      tenant: 'acme',
      quota: { cpu: '4000m', memory: '8192Mi' },
    });
    await expect(specOf('acme')).resolves.toMatchObject({
      quota: { cpu: '4000m', memory: '8192Mi' },
    });
  });

  it('is not made with the tenant either, but less is', async () => {
    const tenant = { tenant: 'fresh', displayName: 'Fresh' };
    const error = await refusalOf(
      platform.start(
        'create-tenant',
        { ...tenant, quota: { pods: 31 } },
        { user: 'eve' },
      ),
    );
    expect(error).toMatchObject({
      code: 'role_too_small',
      details: { raised: [{ resource: 'pods', asked: '31', default: '30' }] },
    });
    await platform.carryOut(
      'create-tenant',
      { ...tenant, quota: { pods: 5 } },
      { user: 'eve' },
    );
    await expect(specOf('fresh')).resolves.toMatchObject({
      quota: { cpu: '4', memory: '8Gi', pods: 5, storage: '50Gi' },
    });
  });
});

describe('a quota below what is in use', () => {
  it('is refused with the numbers', async () => {
    use({ 'requests.memory': '4Gi', pods: '3' });
    const error = await refusalOf(
      platform.start('update-tenant', {
        tenant: 'acme',
        quota: { memory: '2Gi', pods: 2, cpu: '1' },
      }),
    );
    expect(error).toMatchObject({
      code: 'quota_exceeded',
      status: 422,
      message:
        'The quota cannot go below what is in use: memory 4Gi in use, 2Gi asked; pods 3 in use, 2 asked',
      details: {
        exceeded: [
          { resource: 'memory', used: '4Gi', asked: '2Gi' },
          { resource: 'pods', used: '3', asked: '2' },
        ],
      },
    });
  });

  it('is refused to admins as well', async () => {
    use({ pods: '3' });
    const error = await refusalOf(
      platform.start(
        'update-tenant',
        { tenant: 'acme', quota: { pods: 2 } },
        { user: 'admin' },
      ),
    );
    expect(error.code).toBe('quota_exceeded');
  });

  it('may go down to exactly what is in use', async () => {
    use({ 'requests.memory': '4096Mi' });
    await expect(
      platform.start('update-tenant', {
        tenant: 'acme',
        quota: { memory: '4Gi' },
      }),
    ).resolves.toMatchObject({ replayed: false });
  });

  it('is not guessed at while the cluster cannot be seen; raising needs no look', async () => {
    await platform.carryOut('update-tenant', {
      tenant: 'acme',
      quota: { pods: 20 },
    });
    platform.cluster.outage = 'connection refused';
    const error = await refusalOf(
      platform.start('update-tenant', { tenant: 'acme', quota: { pods: 10 } }),
    );
    expect(error).toMatchObject({ code: 'unavailable', status: 503 });
    await expect(
      platform.start('update-tenant', { tenant: 'acme', quota: { pods: 25 } }),
    ).resolves.toMatchObject({ replayed: false });
  });

  it('does not change the plan as the use goes up and down', async () => {
    const asked = { tenant: 'acme', quota: { pods: 20 } };
    const before = await platform.plan('update-tenant', asked);
    use({ pods: '7' });
    const after = await platform.plan('update-tenant', asked);
    expect(after.hash).toBe(before.hash);
  });
});

describe('the proof that the quota is in force', () => {
  async function check() {
    const snapshot = await platform.repository.refresh();
    return quotaInForce.check({
      input: { tenant: 'acme' },
      resolved: {},
      commit: snapshot.commit,
      committedAt: snapshot.observedAt,
      snapshot,
      cluster: platform.cluster,
    });
  }

  it('passes when the cluster has the numbers of the document', async () => {
    await expect(check()).resolves.toMatchObject({ outcome: 'passed' });
  });

  it('waits while the cluster has others', async () => {
    platform.cluster.namespaces.set(
      'acme',
      namespaceInfo('acme', {
        quotas: [quotaInfo({ hard: { pods: '29', 'requests.cpu': '4000m' } })],
      }),
    );
    await expect(check()).resolves.toEqual({
      outcome: 'waiting',
      message: 'The cluster still has pods 29',
    });
  });

  it('waits while nothing can be seen', async () => {
    platform.cluster.outage = 'connection refused';
    await expect(check()).resolves.toMatchObject({ outcome: 'waiting' });
  });
});
