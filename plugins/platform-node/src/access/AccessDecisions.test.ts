import {
  isKnown,
  type ErrorCode,
  type Observed,
  type Role,
} from '@mctl/plugin-platform-common';
import type { RepositorySnapshot } from '@mctl/plugin-gitops-node';
import { toPlatformError } from '../errors';
import { TestPlatform } from '../testing/TestPlatform';
import { AccessDecisions, type AccessPurpose } from './AccessDecisions';

const MAX_AGE = 300_000;

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.create({ capabilities: [] });
});
afterAll(() => platform.stop());

/** Decisions on what a repository says it has seen. */
function decisionsOn(current: Observed<RepositorySnapshot>, age = 0) {
  const seen = isKnown(current) ? current : current.last;
  const observedAt = Date.parse(seen?.observedAt ?? '2026-03-01T10:00:00Z');
  return AccessDecisions.create({
    repository: Object.create(platform.repository, {
      current: { value: () => current },
    }),
    admins: ['user:default/admin'],
    maxRoleAge: MAX_AGE,
    now: () => observedAt + age,
  });
}

function outcomeOf(decide: () => void): ErrorCode | 'allowed' {
  try {
    decide();
    return 'allowed';
  } catch (error) {
    return toPlatformError(error).code;
  }
}

describe('who may do what in a tenant', () => {
  it.each<
    [user: string, tenant: string, needs: Role, outcome: ErrorCode | 'allowed']
  >([
    ['eve', 'acme', 'viewer', 'allowed'],
    ['eve', 'acme', 'developer', 'role_too_small'],
    ['eve', 'acme', 'owner', 'role_too_small'],
    ['dev', 'acme', 'viewer', 'allowed'],
    ['dev', 'acme', 'developer', 'allowed'],
    ['dev', 'acme', 'owner', 'role_too_small'],
    ['ada', 'acme', 'viewer', 'allowed'],
    ['ada', 'acme', 'developer', 'allowed'],
    ['ada', 'acme', 'owner', 'allowed'],
    ['admin', 'acme', 'owner', 'allowed'],
    ['admin', 'globex', 'owner', 'allowed'],
    ['admin', 'nowhere', 'viewer', 'not_found'],
    ['ada', 'globex', 'viewer', 'not_found'],
    ['ada', 'globex', 'owner', 'not_found'],
    ['ada', 'nowhere', 'viewer', 'not_found'],
    // Listed as owner and as viewer.
    ['dev', 'twice', 'viewer', 'allowed'],
    ['dev', 'twice', 'developer', 'role_too_small'],
    // The document is not valid, whoever asks.
    ['ada', 'broken', 'viewer', 'roles_unknown'],
    ['admin', 'broken', 'viewer', 'roles_unknown'],
    ['ben', 'broken', 'viewer', 'roles_unknown'],
    // Similar, and somebody else.
    ['Ada', 'acme', 'viewer', 'not_found'],
    ['ada/', 'acme', 'viewer', 'not_found'],
  ])('%s in %s, which needs %s: %s', (name, tenant, required, outcome) => {
    const user = `user:default/${name}`;
    const results = (['read', 'write'] as const).map(purpose =>
      outcomeOf(() =>
        platform.access.decide({ user, tenant, required, purpose }),
      ),
    );
    expect(results).toEqual([outcome, outcome]);
  });

  it.each([
    'user:github/ada',
    'group:default/ada',
    'user:default/x/user:default/ada',
    'ada',
    'user:default/',
  ])('%s is not the ada who owns acme', user => {
    expect(
      outcomeOf(() =>
        platform.access.decide({
          user,
          tenant: 'acme',
          required: 'viewer',
          purpose: 'read',
        }),
      ),
    ).toBe('not_found');
  });

  it('says the same of a tenant of others as of one that is not there', () => {
    const messageFor = (tenant: string) => {
      try {
        platform.access.decide({
          user: 'user:default/ada',
          tenant,
          required: 'viewer',
          purpose: 'read',
        });
      } catch (error) {
        const { message, hint, status } = toPlatformError(error);
        return [message.replace(tenant, 'X'), hint, status];
      }
      return undefined;
    };
    expect(messageFor('globex')).toEqual(messageFor('nowhere'));
    expect(messageFor('globex')).toBeDefined();
  });

  it('names the role that is missing and the one there is', () => {
    expect(() =>
      platform.access.decide({
        user: 'user:default/eve',
        tenant: 'acme',
        required: 'developer',
        purpose: 'write',
      }),
    ).toThrow('This needs the role developer in tenant "acme"; you are viewer');
  });
});

describe('who may do what asks for no tenant', () => {
  it.each([
    ['ada', 'user', 'allowed'],
    ['admin', 'user', 'allowed'],
    ['ada', 'admin', 'role_too_small'],
    ['admin', 'admin', 'allowed'],
  ] as const)('%s, which needs %s: %s', (name, required, outcome) => {
    const user = `user:default/${name}`;
    expect(
      outcomeOf(() => platform.access.decideGlobally({ user, required })),
    ).toBe(outcome);
  });

  it('takes no admin of another namespace for ours', () => {
    expect(platform.access.isAdmin('user:default/admin')).toBe(true);
    expect(platform.access.isAdmin('user:github/admin')).toBe(false);
  });
});

describe('roles of a repository that cannot be read', () => {
  const known = () => platform.repository.current();
  const lost = (): Observed<RepositorySnapshot> => {
    const current = known();
    return {
      unknown: 'the disk is gone',
      source: 'repository',
      last: isKnown(current) ? current : undefined,
    };
  };
  const never = (): Observed<RepositorySnapshot> => ({
    unknown: 'it was never read',
    source: 'repository',
  });

  it.each<
    [
      string,
      () => Observed<RepositorySnapshot>,
      number,
      AccessPurpose,
      ErrorCode | 'allowed',
    ]
  >([
    ['fresh', known, 0, 'read', 'allowed'],
    ['fresh', known, 0, 'write', 'allowed'],
    ['as old as allowed', known, MAX_AGE, 'write', 'allowed'],
    ['too old', known, MAX_AGE + 1, 'read', 'allowed'],
    ['too old', known, MAX_AGE + 1, 'write', 'roles_unknown'],
    ['lost a moment ago', lost, 1000, 'read', 'allowed'],
    ['lost a moment ago', lost, 1000, 'write', 'allowed'],
    ['lost long ago', lost, MAX_AGE + 1, 'read', 'allowed'],
    ['lost long ago', lost, MAX_AGE + 1, 'write', 'roles_unknown'],
    ['never read', never, 0, 'read', 'roles_unknown'],
    ['never read', never, 0, 'write', 'roles_unknown'],
  ])(
    'a snapshot that is %s (%#) decides',
    (_, current, age, purpose, outcome) => {
      const access = decisionsOn(current(), age);
      expect(
        outcomeOf(() =>
          access.decide({
            user: 'user:default/ada',
            tenant: 'acme',
            required: 'owner',
            purpose,
          }),
        ),
      ).toBe(outcome);
    },
  );

  it('shows nobody anything while roles are unknown', () => {
    const access = decisionsOn(lost());
    expect(access.canSee('user:default/ada', 'acme')).toBe(false);
    expect(access.canSee('user:default/admin', 'acme')).toBe(false);
  });

  it('tells what it does not know from an empty list', () => {
    const access = decisionsOn(never());
    expect(outcomeOf(() => access.visibleTenants('user:default/ada'))).toBe(
      'roles_unknown',
    );
  });
});

describe('what a user sees', () => {
  it.each([
    ['ada', ['acme']],
    ['dev', ['acme', 'twice']],
    ['ben', ['globex', 'twice']],
    ['admin', ['acme', 'globex', 'twice']],
    ['nobody', []],
  ])('%s sees %j', (name, tenants) => {
    const user = `user:default/${name}`;
    expect(platform.access.visibleTenants(user)).toEqual(tenants);
    for (const tenant of ['acme', 'globex', 'twice', 'broken', 'nowhere']) {
      expect(platform.access.canSee(user, tenant)).toBe(
        tenants.includes(tenant),
      );
    }
  });

  it('gives an admin who is no member no role', () => {
    const current = platform.repository.current();
    expect(
      isKnown(current) &&
        platform.access.roleIn(current.value, 'acme', 'user:default/admin'),
    ).toBeUndefined();
  });
});
