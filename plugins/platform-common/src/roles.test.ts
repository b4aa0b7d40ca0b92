import fc from 'fast-check';
import { roleAmong, roleAtLeast, ROLES, roleSchema } from './roles';

describe('roleAtLeast', () => {
  it.each([
    ['viewer', 'viewer', true],
    ['viewer', 'developer', false],
    ['viewer', 'owner', false],
    ['developer', 'viewer', true],
    ['developer', 'developer', true],
    ['developer', 'owner', false],
    ['owner', 'viewer', true],
    ['owner', 'developer', true],
    ['owner', 'owner', true],
  ] as const)('%s does what needs %s: %s', (role, required, expected) => {
    expect(roleAtLeast(role, required)).toBe(expected);
  });
});

describe('roleAmong', () => {
  it('gives each member their own role, and others none', () => {
    const members = [
      { user: 'ada', role: 'owner' },
      { user: 'ben', role: 'viewer' },
    ] as const;
    expect(roleAmong(members, 'ada')).toBe('owner');
    expect(roleAmong(members, 'ben')).toBe('viewer');
    expect(roleAmong(members, 'eve')).toBeUndefined();
    expect(roleAmong([], 'ada')).toBeUndefined();
  });

  it.each(['Ada', 'ada ', 'user:default/ada', ''])(
    'does not take %j for ada',
    user => {
      expect(roleAmong([{ user: 'ada', role: 'owner' }], user)).toBeUndefined();
    },
  );

  it('counts who is listed twice as the lesser of both', () => {
    const role = fc.constantFrom(...ROLES);
    fc.assert(
      fc.property(fc.array(role, { minLength: 1 }), listed => {
        const members = listed.map(each => ({ user: 'ada', role: each }));
        const least = roleAmong(members, 'ada');
        expect(listed).toContain(least);
        expect(listed.every(each => least && roleAtLeast(each, least))).toBe(
          true,
        );
      }),
    );
  });
});

describe('roleSchema', () => {
  it.each(['admin', 'user', 'Owner', '', null])('refuses %j', role => {
    expect(roleSchema.safeParse(role).success).toBe(false);
  });
});
