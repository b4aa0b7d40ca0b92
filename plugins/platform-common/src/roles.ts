import { z } from 'zod';

/** The roles in a tenant, least first. @public */
export const ROLES = ['viewer', 'developer', 'owner'] as const;

/** A role in a tenant. @public */
export type Role = (typeof ROLES)[number];

/** Schema of a role. @public */
export const roleSchema = z.enum(ROLES);

/**
 * What a capability asks of its caller: a role in the tenant it names, any
 * signed-in user, or a platform admin.
 *
 * @public
 */
export type RequiredRole = Role | 'user' | 'admin';

/** Whether a role grants at least what another does. @public */
export function roleAtLeast(role: Role, required: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(required);
}

/**
 * The role of a user among a tenant's members. A user who is listed twice
 * counts as the lesser of both.
 *
 * @public
 */
export function roleAmong(
  members: ReadonlyArray<{ user: string; role: Role }>,
  user: string,
): Role | undefined {
  return members
    .filter(member => member.user === user)
    .map(member => member.role)
    .sort((a, b) => ROLES.indexOf(a) - ROLES.indexOf(b))[0];
}
