import { z } from 'zod';
import {
  pageInput,
  pageSchema,
  roleSchema,
} from '@mctl/plugin-platform-common';
import { defineQuery, pageOf } from '@mctl/plugin-platform-node';
import { quotaUsage, quotaUsageSchema } from './quotaSchema';

/** Lists the tenants a caller may see. */
export function listTenants() {
  return defineQuery({
    name: 'list-tenants',
    title: 'List tenants',
    description:
      "Lists the tenants of the caller, or all of them for a platform admin, with the caller's role, the number of members and services, and what each uses of its quota.",
    role: 'user',
    input: z.object({ ...pageInput }),
    output: pageSchema(
      z.object({
        tenant: z.string(),
        displayName: z.string(),
        role: roleSchema.nullable().describe("The caller's role, if any"),
        members: z.number().int(),
        services: z.number().int(),
        quota: quotaUsageSchema,
      }),
    ),
    run({ input, caller, access, snapshot, cluster }) {
      const page = pageOf(access.visibleTenants(caller.user), {
        keyOf: tenant => tenant,
        limit: input.limit,
        cursor: input.cursor,
      });
      return {
        ...page,
        items: page.items.flatMap(tenant => {
          const entry = snapshot.tenants.get(tenant);
          return entry
            ? [
                {
                  tenant,
                  displayName: entry.document.spec.displayName,
                  role: access.roleIn(snapshot, tenant, caller.user) ?? null,
                  members: entry.document.spec.members.length,
                  services: snapshot.servicesOf(tenant).length,
                  quota: quotaUsage(cluster.namespace(tenant)),
                },
              ]
            : [];
        }),
      };
    },
  });
}
