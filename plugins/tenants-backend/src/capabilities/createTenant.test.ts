import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import { createTenantsPlatform, freshTenant, namespaceInfo } from '../testing';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createTenantsPlatform();
});
afterEach(() => platform.stop());

describe('create-tenant', () => {
  it('makes the caller the owner of a tenant with the defaults of the platform', async () => {
    const operation = await platform.carryOut(
      'create-tenant',
      { ...freshTenant, description: 'Fruit', contact: 'fruit@fresh.test' },
      { user: 'eve' },
    );
    expect(operation).toMatchObject({
      tenant: 'fresh',
      subject: 'tenant:fresh',
      result: { tenant: 'fresh', owner: 'eve' },
    });
    const snapshot = await platform.repository.refresh();
    expect(snapshot.tenants.get('fresh')?.document).toMatchObject({
      metadata: { name: 'fresh' },
      spec: {
        displayName: 'Fresh fruit',
        description: 'Fruit',
        contact: 'fruit@fresh.test',
        members: [{ user: 'eve', role: 'owner' }],
        quota: { cpu: '4', memory: '8Gi', pods: 30, storage: '50Gi' },
        network: { internetEgress: false, allowFrom: [] },
      },
      renderedWith: expect.any(Number),
    });
  });

  it('plans the objects of the tenant, and all of it in its own folder', async () => {
    const plan = await platform.plan(
      'create-tenant',
      { ...freshTenant, internetEgress: true },
      'eve',
    );
    expect(plan).toMatchObject({
      subject: 'tenant:fresh',
      summary: 'Tenant fresh exists, with eve as its owner',
      needs: { confirmation: false },
    });
    expect(plan.changes.map(({ change }) => change)).toEqual(
      plan.changes.map(() => 'add'),
    );
    expect(
      plan.changes.filter(({ path }) => !path.startsWith('tenants/fresh/')),
    ).toEqual([]);
    expect(plan.resources.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['Namespace', 'ResourceQuota', 'NetworkPolicy']),
    );
    const document = plan.changes.find(({ path }) =>
      path.endsWith('tenant.yaml'),
    );
    expect(document?.diff).toContain('+    internetEgress: true');
  });

  it.each([
    ['acme', 'dev', 'There is already a tenant "acme"'],
    // Also when the caller cannot see it, or its document is not valid.
    ['globex', 'eve', 'There is already a tenant "globex"'],
    ['broken', 'eve', 'There is already a tenant "broken"'],
    ['acme', 'admin', 'There is already a tenant "acme"'],
    ['postgres', 'admin', 'is used by the platform itself'],
  ])('refuses %s, which is taken, to %s', async (tenant, user, message) => {
    const error = await refusalOf(
      platform.start('create-tenant', { ...freshTenant, tenant }, { user }),
    );
    expect(error).toMatchObject({ code: 'already_exists', status: 409 });
    expect(error.message).toContain(message);
  });

  it.each([
    ['kube-team', 'names that start with "kube-" are reserved'],
    ['argocd', '"argocd" is reserved for the platform'],
    ['acme-system', 'names that end with "-system" are reserved'],
    ['Acme', 'must start with a lower-case letter'],
  ])('refuses %s with the rule, also to admins', async (tenant, rule) => {
    const error = await refusalOf(
      platform.start(
        'create-tenant',
        { ...freshTenant, tenant },
        { user: 'admin' },
      ),
    );
    expect(error).toMatchObject({
      code: 'invalid_input',
      faults: [{ path: 'tenant', message: expect.stringContaining(rule) }],
    });
  });

  it('allows a person one of their own and says so with the numbers', async () => {
    const error = await refusalOf(platform.start('create-tenant', freshTenant));
    expect(error).toMatchObject({
      code: 'policy_violation',
      status: 422,
      message:
        'You own 1 of the 1 tenants that a person may make for themselves',
      details: {
        rule: 'tenants.selfService.perUser',
        owned: 1,
        allowed: 1,
      },
    });
    // Who is listed as owner and as viewer of a tenant does not own it.
    await expect(
      platform.start('create-tenant', freshTenant, { user: 'dev' }),
    ).resolves.toMatchObject({ operation: { state: 'queued' } });
  });

  it('allows admins as many as they like', async () => {
    const first = { ...freshTenant, tenant: 'first' };
    await platform.carryOut('create-tenant', first, { user: 'admin' });
    await expect(
      platform.start('create-tenant', freshTenant, { user: 'admin' }),
    ).resolves.toMatchObject({ operation: { state: 'queued' } });
  });

  it.each([
    ['of the cluster', {}, 'taken by a namespace of the cluster'],
    [
      'of another tenant',
      { 'mctl.ai/tenant': 'other' },
      'taken by a namespace of the cluster',
    ],
    [
      'of an earlier tenant',
      { 'mctl.ai/tenant': 'fresh' },
      'is still being removed',
    ],
  ])('refuses the name of a namespace %s', async (_, labels, message) => {
    platform.cluster.namespaces.set(
      'fresh',
      namespaceInfo('fresh', { labels }),
    );
    const error = await refusalOf(
      platform.start('create-tenant', freshTenant, { user: 'admin' }),
    );
    expect(error).toMatchObject({
      code: 'already_exists',
      message: expect.stringContaining(message),
    });
  });

  it('does not guess while the cluster cannot be seen', async () => {
    platform.cluster.outage = 'connection refused';
    const error = await refusalOf(
      platform.start('create-tenant', freshTenant, { user: 'dev' }),
    );
    expect(error).toMatchObject({ code: 'unavailable', status: 503 });
  });

  it('refuses who could not be listed as a member', async () => {
    const caller = {
      user: 'user:github/eve',
      scopes: ['mctl:read', 'mctl:write'] as const,
      tokenKind: 'backstage' as const,
      client: null,
      via: 'rest' as const,
    };
    const error = await refusalOf(
      platform.start('create-tenant', freshTenant, { user: caller }),
    );
    expect(error.code).toBe('not_possible');
  });

  it.each([
    ['a display name of two lines', { displayName: 'a\nb' }, 'displayName'],
    ['no display name', { displayName: '' }, 'displayName'],
    ['egress as text', { internetEgress: 'yes' }, 'internetEgress'],
    ['an owner', { owner: 'ben' }, 'owner'],
  ])('refuses %s', async (_, change, path) => {
    const error = await refusalOf(
      platform.start('create-tenant', { ...freshTenant, ...change }),
    );
    expect(error.faults).toMatchObject([{ path }]);
  });
});
