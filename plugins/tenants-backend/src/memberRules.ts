import {
  roleAmong,
  type Role,
  type TenantDocument,
} from '@mctl/plugin-platform-common';
import { PlatformError } from '@mctl/plugin-platform-node';

type Members = TenantDocument['spec']['members'];

/** The catalog writes names of users in lower case, and so do we. */
export function catalogName(user: string): string {
  return user.toLowerCase();
}

/** The entries that are about a user, however the name is written. */
export function isMember(members: Members, user: string): boolean {
  return members.some(member => catalogName(member.user) === user);
}

/**
 * The members with one user in one role, in the place where they were listed.
 * Somebody who was listed twice is listed once afterwards.
 *
 * @param user - as {@link catalogName} writes it
 */
export function withMember(
  members: Members,
  user: string,
  role: Role,
): Members {
  const place = members.findIndex(each => catalogName(each.user) === user);
  if (place < 0) {
    return [...members, { user, role }];
  }
  return members.flatMap((member, index) => {
    if (catalogName(member.user) !== user) {
      return [member];
    }
    return index === place ? [{ user, role }] : [];
  });
}

/** The members without one user. */
export function withoutMember(members: Members, user: string): Members {
  return members.filter(member => catalogName(member.user) !== user);
}

/**
 * Refuses a change after which nobody would own the tenant.
 *
 * @throws PlatformError `not_possible`
 */
export function requireOwner(
  tenant: string,
  before: Members,
  after: Members,
): void {
  if (after.length === 0 || (countOwners(before) > 0 && !countOwners(after))) {
    throw new PlatformError(
      'not_possible',
      `Tenant "${tenant}" would have no owner left`,
      { hint: 'Make somebody else an owner first, or delete the tenant.' },
    );
  }
}

function countOwners(members: Members): number {
  const users = new Set(members.map(({ user }) => user));
  return [...users].filter(user => roleAmong(members, user) === 'owner').length;
}
