import { isKnown } from '@mctl/plugin-platform-common';
import type { NamespaceInfo } from '@mctl/plugin-cluster-node';
import { toPlatformError } from '@mctl/plugin-platform-node';
import { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import { createTenant } from './createTenant';
import { deleteTenant } from './deleteTenant';
import { getTenant } from './getTenant';
import { listTenants } from './listTenants';
import { namespaceReady } from './namespaceReady';

const capabilities = [
  createTenant({ perUser: 1 }),
  deleteTenant(),
  getTenant(),
  listTenants(),
];
const fresh = { tenant: 'fresh', displayName: 'Fresh fruit' };
const shop = `apiVersion: mctl.ai/v1
kind: Service
metadata: {name: shop, tenant: acme}
spec:
  type: web
  image: {repository: ghcr.io/acme/shop, tag: 1.4.0}
  replicas: 1
`;

let platform: TestPlatform;
beforeEach(async () => {
  platform = await TestPlatform.create({
    capabilities,
    files: {
      'tenants/acme/services/shop/service.yaml': shop,
      'tenants/acme/services/shop/manifests/deployment.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop, namespace: acme}\n',
      'tenants/acme/NOTES.md': 'By hand\n',
    },
  });
});
afterEach(() => platform.stop());

function namespace(
  name: string,
  info: Partial<NamespaceInfo> = {},
): NamespaceInfo {
  return { name, phase: 'Active', labels: {}, quotas: [], ...info };
}

async function refusal(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    return toPlatformError(error);
  }
  throw new Error('It was not refused');
}

describe('create-tenant', () => {
  it('makes the caller the owner of a tenant with the defaults of the platform', async () => {
    const operation = await platform.carryOut(
      'create-tenant',
      { ...fresh, description: 'Fruit', contact: 'fruit@fresh.test' },
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
      { ...fresh, internetEgress: true },
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
    const error = await refusal(
      platform.start('create-tenant', { ...fresh, tenant }, { user }),
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
    const error = await refusal(
      platform.start('create-tenant', { ...fresh, tenant }, { user: 'admin' }),
    );
    expect(error).toMatchObject({
      code: 'invalid_input',
      faults: [{ path: 'tenant', message: expect.stringContaining(rule) }],
    });
  });

  it('allows a person one of their own and says so with the numbers', async () => {
    const error = await refusal(platform.start('create-tenant', fresh));
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
      platform.start('create-tenant', fresh, { user: 'dev' }),
    ).resolves.toMatchObject({ operation: { state: 'queued' } });
  });

  it('allows admins as many as they like', async () => {
    const first = { ...fresh, tenant: 'first' };
    await platform.carryOut('create-tenant', first, { user: 'admin' });
    await expect(
      platform.start('create-tenant', fresh, { user: 'admin' }),
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
    platform.cluster.namespaces.set('fresh', namespace('fresh', { labels }));
    const error = await refusal(
      platform.start('create-tenant', fresh, { user: 'admin' }),
    );
    expect(error).toMatchObject({
      code: 'already_exists',
      message: expect.stringContaining(message),
    });
  });

  it('does not guess while the cluster cannot be seen', async () => {
    platform.cluster.outage = 'connection refused';
    const error = await refusal(
      platform.start('create-tenant', fresh, { user: 'dev' }),
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
    const error = await refusal(
      platform.start('create-tenant', fresh, { user: caller }),
    );
    expect(error.code).toBe('not_possible');
  });

  it.each([
    ['a display name of two lines', { displayName: 'a\nb' }, 'displayName'],
    ['no display name', { displayName: '' }, 'displayName'],
    ['egress as text', { internetEgress: 'yes' }, 'internetEgress'],
    ['an owner', { owner: 'ben' }, 'owner'],
  ])('refuses %s', async (_, change, path) => {
    const error = await refusal(
      platform.start('create-tenant', { ...fresh, ...change }),
    );
    expect(error.faults).toMatchObject([{ path }]);
  });
});

describe('the proof that a tenant is ready', () => {
  const quotas = [{ name: 'tenant', hard: {}, used: {} }];
  it.each([
    ['nothing is there', undefined, 'waiting', 'is not there yet'],
    [
      'it is being deleted',
      { phase: 'Terminating', quotas },
      'waiting',
      'Term',
    ],
    ['it has no quota', {}, 'waiting', 'no quota yet'],
    [
      'it has another quota only',
      { quotas: [{ ...quotas[0], name: 'other' }] },
      'waiting',
      'no quota yet',
    ],
    ['it is active with its quota', { quotas }, 'passed', 'has its quota'],
  ] as const)('when %s', async (_, info, outcome, message) => {
    if (info) {
      platform.cluster.namespaces.set(
        'acme',
        namespace('acme', {
          ...info,
          quotas: [...('quotas' in info ? info.quotas : [])],
        }),
      );
    }
    expect(await check()).toEqual({
      outcome,
      message: expect.stringContaining(message),
    });
  });

  it('waits while the cluster cannot be seen, whatever was seen last', async () => {
    platform.cluster.namespaces.set('acme', namespace('acme', { quotas }));
    platform.cluster.outage = 'connection refused';
    expect(await check()).toEqual({
      outcome: 'waiting',
      message: 'The cluster cannot be seen: connection refused',
    });
  });

  async function check() {
    const snapshot = await platform.repository.refresh();
    return namespaceReady.check({
      input: { tenant: 'acme' },
      resolved: {},
      commit: snapshot.commit,
      committedAt: snapshot.observedAt,
      snapshot,
      cluster: platform.cluster,
    });
  }
});

describe('delete-tenant', () => {
  it('plans to remove everything in it and nothing else', async () => {
    const snapshot = await platform.repository.refresh();
    const plan = await platform.plan('delete-tenant', { tenant: 'acme' });
    expect(plan.changes.map(({ path }) => path)).toEqual(
      snapshot.list('tenants/acme/').map(({ path }) => path),
    );
    expect(plan.changes.every(({ change }) => change === 'delete')).toBe(true);
    expect(plan.resources).toEqual([
      { action: 'delete', kind: 'Deployment', namespace: 'acme', name: 'shop' },
    ]);
    expect(plan).toMatchObject({
      summary: 'Tenant acme is gone, with its services shop',
      warnings: [
        expect.stringContaining('cannot be restored'),
        'Service shop stops serving and is deleted',
      ],
      needs: { confirmation: true },
    });
  });

  it('removes what was created, and only that', async () => {
    const before = await platform.repository.refresh();
    await platform.carryOut('create-tenant', fresh, { user: 'eve' });
    await platform.carryOut(
      'delete-tenant',
      { tenant: 'fresh' },
      { user: 'eve' },
    );
    const after = await platform.repository.refresh();
    expect(after.commit).not.toBe(before.commit);
    expect(after.list('tenants/')).toEqual(before.list('tenants/'));
    expect(platform.ledger.accepted.at(-1)?.cancelsQueuedInTenant).toBe(true);
  });

  it('also removes what people pushed and nobody can read', async () => {
    await platform.push({
      'tenants/acme/services/api/service.yaml': 'kind: [\n',
      'tenants/acme/manifests/twice.yaml':
        'apiVersion: v1\nkind: ConfigMap\nkind: Secret\nmetadata: {name: a}\n',
    });
    await platform.carryOut('delete-tenant', { tenant: 'acme' });
    const after = await platform.repository.refresh();
    expect(after.list('tenants/acme/')).toEqual([]);
  });

  it.each([
    ['dev', 'acme', 'role_too_small'],
    ['eve', 'acme', 'role_too_small'],
    ['ada', 'globex', 'not_found'],
    ['ada', 'nowhere', 'not_found'],
    ['ada', 'acme', 'confirmation_required'],
    ['admin', 'acme', 'confirmation_required'],
  ])('answers %s about %s with %s', async (user, tenant, code) => {
    const error = await refusal(
      platform.start('delete-tenant', { tenant }, { user }),
    );
    expect(error.code).toBe(code);
  });

  it.each([
    ['the cluster cannot be seen', 'waiting', undefined, 'refused'],
    ['the namespace is still there', 'waiting', 'Terminating', undefined],
    ['the namespace is gone', 'passed', undefined, undefined],
  ] as const)('when %s: %s', async (_, outcome, phase, outage) => {
    if (phase) {
      platform.cluster.namespaces.set('acme', namespace('acme', { phase }));
    }
    platform.cluster.outage = outage;
    const snapshot = await platform.repository.refresh();
    const definition = deleteTenant();
    expect(
      definition.verify.check({
        input: { tenant: 'acme' },
        resolved: {},
        commit: snapshot.commit,
        committedAt: snapshot.observedAt,
        snapshot,
        cluster: platform.cluster,
      }),
    ).toMatchObject({ outcome });
  });
});

describe('what tenants look like', () => {
  const quotas = [
    {
      name: 'tenant',
      used: { 'requests.cpu': '500m', pods: '3' },
      hard: {
        'requests.cpu': '4',
        'requests.memory': '8Gi',
        pods: '30',
        'requests.storage': '50Gi',
      },
    },
  ];

  it('lists those of the caller with what they use', async () => {
    platform.cluster.namespaces.set('acme', namespace('acme', { quotas }));
    const list = await platform.query('list-tenants', {}, 'dev');
    expect(list).toEqual({
      total: 2,
      items: [
        {
          tenant: 'acme',
          displayName: 'acme',
          role: 'developer',
          members: 3,
          services: 1,
          quota: {
            value: {
              cpu: { used: '500m', hard: '4' },
              memory: { used: '0', hard: '8Gi' },
              pods: { used: '3', hard: '30' },
              storage: { used: '0', hard: '50Gi' },
            },
            source: 'cluster',
            observedAt: platform.now.toISOString(),
          },
        },
        expect.objectContaining({ tenant: 'twice', role: 'viewer' }),
      ],
    });
    expect(() => listTenants().output.parse(list)).not.toThrow();
  });

  it('lists all of them for an admin, page by page', async () => {
    const first = await platform.query('list-tenants', { limit: 2 }, 'admin');
    expect(first).toMatchObject({
      total: 3,
      items: [{ tenant: 'acme', role: null }, { tenant: 'globex' }],
    });
    const { nextCursor: cursor } = first;
    const last = await platform.query(
      'list-tenants',
      { limit: 2, cursor },
      'admin',
    );
    expect(last).toMatchObject({ items: [{ tenant: 'twice' }] });
    expect(last).not.toHaveProperty('nextCursor');
    // The cursor of an admin shows nobody else more than they may see.
    await expect(
      platform.query('list-tenants', { cursor }, 'ada'),
    ).resolves.toMatchObject({ items: [], total: 1 });
  });

  it('shows one with everything in it', async () => {
    platform.cluster.namespaces.set('acme', namespace('acme', { quotas }));
    const { operation } = await platform.start('create-tenant', fresh, {
      user: 'eve',
    });
    const tenant = await platform.query(
      'get-tenant',
      { tenant: 'acme' },
      'eve',
    );
    expect(tenant).toMatchObject({
      tenant: 'acme',
      description: null,
      contact: null,
      yourRole: 'viewer',
      members: [
        { user: 'ada', role: 'owner' },
        { user: 'dev', role: 'developer' },
        { user: 'eve', role: 'viewer' },
      ],
      quota: {
        hard: { cpu: '4', memory: '8Gi', pods: 30, storage: '50Gi' },
        used: { value: { cpu: '500m', memory: '0', pods: '3', storage: '0' } },
      },
      namespace: { value: { phase: 'Active' } },
      services: [{ service: 'shop', host: 'shop--acme.apps.test' }],
      recentOperations: [],
    });
    expect(operation.tenant).toBe('fresh');
    expect(() => getTenant().output.parse(tenant)).not.toThrow();
  });

  it('keeps unknown apart from empty', async () => {
    const empty = await platform.query('get-tenant', { tenant: 'acme' });
    expect(empty).toMatchObject({
      namespace: { value: null },
      quota: { used: { value: null } },
    });
    platform.cluster.namespaces.set('acme', namespace('acme', { quotas }));
    platform.cluster.outage = 'connection refused';
    const unknown = await platform.query('get-tenant', { tenant: 'acme' });
    expect(unknown).toMatchObject({
      namespace: {
        unknown: 'connection refused',
        last: { value: { phase: 'Active' } },
      },
      quota: {
        used: {
          unknown: 'connection refused',
          last: { value: { cpu: '500m' } },
        },
      },
    });
    expect(isKnown(platform.cluster.namespace('acme'))).toBe(false);
    expect(() => getTenant().output.parse(unknown)).not.toThrow();
  });

  it('shows nobody a tenant they are no member of', async () => {
    const foreign = await refusal(
      platform.query('get-tenant', { tenant: 'globex' }),
    );
    const missing = await refusal(
      platform.query('get-tenant', { tenant: 'nowhere' }),
    );
    expect(foreign.message.replace('globex', 'nowhere')).toBe(missing.message);
  });
});
