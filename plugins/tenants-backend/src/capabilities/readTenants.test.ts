import { isKnown } from '@mctl/plugin-platform-common';
import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import { createTenantsPlatform, freshTenant, namespaceInfo } from '../testing';
import { getTenant } from './getTenant';
import { listTenants } from './listTenants';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createTenantsPlatform();
});
afterEach(() => platform.stop());

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
    platform.cluster.namespaces.set('acme', namespaceInfo('acme', { quotas }));
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
    // The cursor of one person is of no use to another.
    const foreign = await refusalOf(
      platform.query('list-tenants', { cursor }, 'ada'),
    );
    expect(foreign.code).toBe('invalid_input');
  });

  it('shows one with everything in it', async () => {
    platform.cluster.namespaces.set('acme', namespaceInfo('acme', { quotas }));
    const { operation } = await platform.start('create-tenant', freshTenant, {
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
      databases: [],
      previews: [],
      previewSettings: null,
      recentOperations: [],
    });
    expect(operation.tenant).toBe('fresh');
    expect(() => getTenant().output.parse(tenant)).not.toThrow();
  });

  it('names databases and previews, and how previews are limited', async () => {
    await platform.push({
      'tenants/acme/databases/shop/database.yaml': 'kind: Database\n',
      'tenants/acme/previews/pr-12/preview.yaml': 'kind: Preview\n',
      'tenants/acme/previews/pr-12/manifests/a.yaml': 'kind: A\n',
      'tenants/acme/previews/README.md': 'By hand\n',
    });
    const previews = {
      enabled: true,
      quota: { cpu: '1', memory: '2Gi', pods: 8 },
      maxTtl: '72h',
    };
    await platform.carryOut('update-tenant', { tenant: 'acme', previews });
    const tenant = await platform.query('get-tenant', { tenant: 'acme' });
    expect(tenant).toMatchObject({
      databases: [{ database: 'shop' }],
      previews: [{ preview: 'pr-12' }],
      previewSettings: previews,
    });
    expect(() => getTenant().output.parse(tenant)).not.toThrow();
  });

  it('keeps unknown apart from empty', async () => {
    const empty = await platform.query('get-tenant', { tenant: 'acme' });
    expect(empty).toMatchObject({
      namespace: { value: null },
      quota: { used: { value: null } },
    });
    platform.cluster.namespaces.set('acme', namespaceInfo('acme', { quotas }));
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
    const foreign = await refusalOf(
      platform.query('get-tenant', { tenant: 'globex' }),
    );
    const missing = await refusalOf(
      platform.query('get-tenant', { tenant: 'nowhere' }),
    );
    expect(foreign.message.replace('globex', 'nowhere')).toBe(missing.message);
  });
});
