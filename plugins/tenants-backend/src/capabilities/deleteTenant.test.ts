import {
  refusalOf,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import { createTenantsPlatform, freshTenant, namespaceInfo } from '../testing';
import { deleteTenant } from './deleteTenant';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createTenantsPlatform();
});
afterEach(() => platform.stop());

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
    await platform.carryOut('create-tenant', freshTenant, { user: 'eve' });
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
    const error = await refusalOf(
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
      platform.cluster.namespaces.set('acme', namespaceInfo('acme', { phase }));
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
