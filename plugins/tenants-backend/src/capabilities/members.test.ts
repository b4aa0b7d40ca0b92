import { makePlan } from '@mctl/plugin-platform-node';
import {
  refusalOf,
  tenantText,
  type TestPlatform,
} from '@mctl/plugin-platform-node/testUtils';
import { createTenantsPlatform } from '../testing';

let platform: TestPlatform;
beforeEach(async () => {
  platform = await createTenantsPlatform({
    'tenants/duo/tenant.yaml': tenantText('duo', [
      ['ada', 'owner'],
      ['ben', 'owner'],
    ]),
  });
});
afterEach(() => platform.stop());

async function membersOf(tenant: string) {
  const snapshot = await platform.repository.refresh();
  return snapshot.tenants.get(tenant)?.document.spec.members;
}

describe('set-member', () => {
  it('adds a person, who has the role from then on', async () => {
    const operation = await platform.carryOut('set-member', {
      tenant: 'acme',
      user: 'ivy',
      role: 'developer',
    });
    expect(operation).toMatchObject({
      tenant: 'acme',
      subject: 'tenant:acme',
      result: { tenant: 'acme', user: 'ivy', role: 'developer' },
    });
    await expect(membersOf('acme')).resolves.toContainEqual({
      user: 'ivy',
      role: 'developer',
    });
    await expect(
      platform.query('get-tenant', { tenant: 'acme' }, 'ivy'),
    ).resolves.toMatchObject({ yourRole: 'developer' });
  });

  it('changes a role where the member is listed, and nothing besides', async () => {
    const plan = await platform.plan('set-member', {
      tenant: 'acme',
      user: 'dev',
      role: 'owner',
    });
    expect(plan.changes.map(({ path }) => path)).toEqual([
      'tenants/acme/tenant.yaml',
    ]);
    expect(plan).toMatchObject({
      summary: 'dev is owner in tenant acme',
      resources: [],
      warnings: [],
      needs: { confirmation: false },
    });
    await platform.carryOut('set-member', {
      tenant: 'acme',
      user: 'dev',
      role: 'owner',
    });
    await expect(membersOf('acme')).resolves.toEqual([
      { user: 'ada', role: 'owner' },
      { user: 'dev', role: 'owner' },
      { user: 'eve', role: 'viewer' },
    ]);
  });

  it('lists once who was listed twice, and keeps comments', async () => {
    const text = await platform.read('tenants/twice/tenant.yaml');
    await platform.push({
      'tenants/twice/tenant.yaml': `# The team of two\n${text}`,
    });
    await platform.carryOut(
      'set-member',
      { tenant: 'twice', user: 'dev', role: 'developer' },
      { user: 'ben' },
    );
    await expect(membersOf('twice')).resolves.toEqual([
      { user: 'ben', role: 'owner' },
      { user: 'dev', role: 'developer' },
    ]);
    await expect(platform.read('tenants/twice/tenant.yaml')).resolves.toMatch(
      /^# The team of two\n/,
    );
  });

  it('writes names as the catalog does, so that nobody is listed beside themselves', async () => {
    await platform.carryOut('set-member', {
      tenant: 'acme',
      user: 'Dev',
      role: 'viewer',
    });
    await expect(membersOf('acme')).resolves.toContainEqual({
      user: 'dev',
      role: 'viewer',
    });
    await expect(membersOf('acme')).resolves.toHaveLength(3);
  });

  it('changes nothing when the member has the role already', async () => {
    const plan = await platform.plan('set-member', {
      tenant: 'acme',
      user: 'dev',
      role: 'developer',
    });
    expect(plan.changes).toEqual([]);
  });

  it.each([
    ['an unknown role', { role: 'admin' }, 'role'],
    ['a user of another namespace', { user: 'user:github/dev' }, 'user'],
    ['a user with a line break', { user: 'dev\nrole: owner' }, 'user'],
    ['an undeclared key', { members: [] }, 'members'],
  ])('refuses %s', async (_, change, path) => {
    const error = await refusalOf(
      platform.start('set-member', {
        tenant: 'acme',
        user: 'dev',
        role: 'viewer',
        ...change,
      }),
    );
    expect(error).toMatchObject({ code: 'invalid_input', faults: [{ path }] });
  });

  it.each([
    ['dev', 'acme', 'role_too_small'],
    ['ivy', 'acme', 'not_found'],
    ['ada', 'globex', 'not_found'],
  ])('answers %s about %s with %s', async (user, tenant, code) => {
    const error = await refusalOf(
      platform.start(
        'set-member',
        { tenant, user: 'ivy', role: 'viewer' },
        { user },
      ),
    );
    expect(error.code).toBe(code);
  });
});

describe('remove-member', () => {
  it('removes a person, who sees nothing of the tenant from then on', async () => {
    await platform.carryOut('remove-member', { tenant: 'acme', user: 'dev' });
    await expect(membersOf('acme')).resolves.toEqual([
      { user: 'ada', role: 'owner' },
      { user: 'eve', role: 'viewer' },
    ]);
    const error = await refusalOf(
      platform.query('get-tenant', { tenant: 'acme' }, 'dev'),
    );
    expect(error.code).toBe('not_found');
  });

  it('lets everybody remove themselves, and nobody else', async () => {
    const others = await refusalOf(
      platform.start(
        'remove-member',
        { tenant: 'acme', user: 'dev' },
        { user: 'eve' },
      ),
    );
    expect(others.code).toBe('role_too_small');
    await platform.carryOut(
      'remove-member',
      { tenant: 'acme', user: 'eve' },
      { user: 'eve' },
    );
    await expect(membersOf('acme')).resolves.toHaveLength(2);
    // Who is gone, and who never was there, is told the same.
    for (const user of ['eve', 'ivy']) {
      const error = await refusalOf(
        platform.start('remove-member', { tenant: 'acme', user }, { user }),
      );
      expect(error.code).toBe('not_found');
    }
  });

  it('says so when there is nobody to remove', async () => {
    const error = await refusalOf(
      platform.start('remove-member', { tenant: 'acme', user: 'ivy' }),
    );
    expect(error).toMatchObject({
      code: 'not_found',
      message: 'ivy is no member of tenant "acme"',
    });
  });
});

describe('the last owner', () => {
  it.each([
    ['ada', 'set-member', { user: 'ada', role: 'developer' }],
    ['ada', 'set-member', { user: 'Ada', role: 'viewer' }],
    ['admin', 'set-member', { user: 'ada', role: 'viewer' }],
    ['ada', 'remove-member', { user: 'ada' }],
    ['admin', 'remove-member', { user: 'ada' }],
  ])('stays: %s, %s', async (user, operation, change) => {
    const error = await refusalOf(
      platform.start(operation, { tenant: 'acme', ...change }, { user }),
    );
    expect(error).toMatchObject({
      code: 'not_possible',
      status: 422,
      message: 'Tenant "acme" would have no owner left',
      hint: expect.stringContaining('Make somebody else an owner first'),
    });
  });

  it('is also who stands beside one that counts as less', async () => {
    // dev is listed as owner and as viewer of it, so only ben owns it.
    const error = await refusalOf(
      platform.start(
        'remove-member',
        { tenant: 'twice', user: 'ben' },
        { user: 'ben' },
      ),
    );
    expect(error.code).toBe('not_possible');
  });

  it('may go once there is another', async () => {
    await platform.carryOut('remove-member', { tenant: 'duo', user: 'ada' });
    await expect(membersOf('duo')).resolves.toEqual([
      { user: 'ben', role: 'owner' },
    ]);
  });

  it('stays when the other one went after the request was accepted', async () => {
    const demote = (user: string) =>
      platform.start('set-member', { tenant: 'duo', user, role: 'viewer' });
    const accepted = await Promise.all([demote('ada'), demote('ben')]);
    expect(accepted.map(({ operation }) => operation.state)).toEqual([
      'queued',
      'queued',
    ]);
    await platform.carryOut('set-member', {
      tenant: 'duo',
      user: 'ada',
      role: 'viewer',
    });
    // What the commit step does: it plans anew on what stands now.
    const definition = platform.registry.get('set-member');
    if (definition.kind !== 'operation') {
      throw new Error('set-member is no operation');
    }
    const error = await refusalOf(
      makePlan({
        definition,
        input: accepted[1].operation.input,
        resolved: {},
        snapshot: await platform.repository.refresh(),
        repository: platform.repository,
        domain: 'apps.test',
      }),
    );
    expect(error).toMatchObject({ code: 'not_possible' });
  });
});

describe('the proof that a role counts', () => {
  it.each([
    ['set-member', { user: 'Dev', role: 'owner' }, 'waiting'],
    ['set-member', { user: 'Dev', role: 'developer' }, 'passed'],
    ['remove-member', { user: 'dev' }, 'waiting'],
    ['remove-member', { user: 'ivy' }, 'passed'],
  ])('%s %j: %s', async (operation, change, outcome) => {
    const definition = platform.registry.get(operation);
    if (definition.kind !== 'operation') {
      throw new Error(`${operation} is no operation`);
    }
    const snapshot = await platform.repository.refresh();
    const context = {
      resolved: {},
      commit: snapshot.commit,
      committedAt: snapshot.observedAt,
      snapshot,
      cluster: platform.cluster,
    };
    expect(
      definition.verify.check({
        ...context,
        input: { tenant: 'acme', ...change },
      }),
    ).toMatchObject({ outcome });
    expect(
      definition.verify.check({
        ...context,
        input: { tenant: 'broken', ...change },
      }),
    ).toMatchObject({ outcome: 'waiting' });
  });
});
