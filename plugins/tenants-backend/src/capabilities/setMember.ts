import { z } from 'zod';
import { roleSchema, tenantName, userName } from '@mctl/plugin-platform-common';
import { tenantPath } from '@mctl/plugin-gitops-node';
import { defineOperation } from '@mctl/plugin-platform-node';
import { catalogName, requireOwner, withMember } from '../memberRules';
import { planDocumentChange, requireTenant } from '../planTenantChange';
import { rolesRead } from './rolesRead';

const input = z.object({
  tenant: tenantName,
  user: userName,
  role: roleSchema,
});

/** Adds a member to a tenant, or gives one another role. */
export function setMember() {
  return defineOperation({
    name: 'set-member',
    title: 'Set a member',
    description:
      'Adds a person to a tenant with a role (viewer, developer or owner), or gives a member another role. The role counts from the commit on, on every surface. The last owner of a tenant keeps the role.',
    risk: 'write',
    role: 'owner',
    input,
    subject: ({ tenant }) => `tenant:${tenant}`,
    writes: ({ tenant }) => [tenantPath(tenant)],
    plan({ input: { tenant, user: asked, role }, snapshot }) {
      const user = catalogName(asked);
      const entry = requireTenant(snapshot, tenant);
      const { members } = entry.document.spec;
      const next = withMember(members, user, role);
      requireOwner(tenant, members, next);
      return {
        changes: planDocumentChange(entry, { members: next }),
        summary: `${user} is ${role} in tenant ${tenant}`,
        title: `feat(${tenant}): make ${user} ${role}`,
        result: { tenant, user, role },
      };
    },
    sync: () => [],
    verify: rolesRead<z.infer<typeof input>>(
      ({ user }) => catalogName(user),
      ({ role }) => role,
    ),
  });
}
