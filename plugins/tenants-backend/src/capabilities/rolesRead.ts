import { roleAmong, type Role } from '@mctl/plugin-platform-common';
import type { Verification } from '@mctl/plugin-platform-node';

/**
 * Proves that the platform decides by the new role: the snapshot that decisions
 * rest on has it.
 *
 * @param roleOf - the role they should have; nothing for nobody's
 */
export function rolesRead<Input extends { tenant: string }>(
  userOf: (input: Input) => string,
  roleOf: (input: Input) => Role | undefined,
): Verification<Input, Record<string, unknown>> {
  return {
    proves: 'the platform reads the role from the repository',
    deadline: 30_000,
    check({ input, snapshot }) {
      const { tenant } = input;
      const entry = snapshot.tenants.get(tenant);
      if (!entry) {
        return {
          outcome: 'waiting',
          message: `The document of tenant ${tenant} cannot be read`,
        };
      }
      const user = userOf(input);
      const role = roleAmong(entry.document.spec.members, user);
      return role === roleOf(input)
        ? {
            outcome: 'passed',
            message: `${user} is ${role ?? 'no member'} in ${tenant}`,
          }
        : {
            outcome: 'waiting',
            message: `${user} is still read as ${role ?? 'no member'} in ${tenant}`,
          };
    },
  };
}
