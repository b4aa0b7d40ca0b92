import { z } from 'zod';
import { tenantName, userName, userRef } from '@mctl/plugin-platform-common';
import { tenantPath } from '@mctl/plugin-gitops-node';
import { defineOperation, PlatformError } from '@mctl/plugin-platform-node';
import {
  catalogName,
  isMember,
  requireOwner,
  withoutMember,
} from '../memberRules';
import { planDocumentChange, requireTenant } from '../planTenantChange';
import { rolesRead } from './rolesRead';

const input = z.object({ tenant: tenantName, user: userName });

/** Removes a member from a tenant. */
export function removeMember() {
  return defineOperation({
    name: 'remove-member',
    title: 'Remove a member',
    description:
      'Removes a person from a tenant, who does not see it any more from the commit on. Owners remove anybody, everybody may remove themselves. The last owner of a tenant stays.',
    risk: 'write',
    role: 'owner',
    lesserRole: ({ input: asked, user }) =>
      userRef(catalogName(asked.user)) === user ? 'viewer' : undefined,
    input,
    subject: ({ tenant }) => `tenant:${tenant}`,
    writes: ({ tenant }) => [tenantPath(tenant)],
    plan({ input: { tenant, user: asked }, snapshot }) {
      const user = catalogName(asked);
      const entry = requireTenant(snapshot, tenant);
      const { members } = entry.document.spec;
      if (!isMember(members, user)) {
        throw new PlatformError(
          'not_found',
          `${user} is no member of tenant "${tenant}"`,
          { hint: 'get-tenant shows the members.' },
        );
      }
      const next = withoutMember(members, user);
      requireOwner(tenant, members, next);
      return {
        changes: planDocumentChange(entry, { members: next }),
        summary: `${user} is no member of tenant ${tenant}`,
        title: `feat(${tenant}): remove ${user}`,
        result: { tenant, user },
      };
    },
    sync: () => [],
    verify: rolesRead<z.infer<typeof input>>(
      ({ user }) => catalogName(user),
      () => undefined,
    ),
  });
}
