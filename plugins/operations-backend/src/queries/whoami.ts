import { z } from 'zod';
import { roleSchema } from '@mctl/plugin-platform-common';
import { defineQuery, type PlatformSettings } from '@mctl/plugin-platform-node';

/** Says who the caller is and what they may do. */
export function whoami(settings: PlatformSettings) {
  return defineQuery({
    name: 'whoami',
    title: 'Who am I',
    description:
      'Says who is signed in: the user, the tenants with the role in each, whether they are a platform admin, and the scopes of the token. Call it first when it is not clear which tenant is meant.',
    role: 'user',
    input: z.object({}),
    output: z.object({
      user: z.string().describe('Entity reference'),
      admin: z.boolean(),
      tenants: z.array(z.object({ tenant: z.string(), role: roleSchema })),
      scopes: z.array(z.string()),
      tokenKind: z.string(),
      server: z.string().describe('Where the platform is reached'),
      cluster: z.object({
        type: z.enum(['sandbox', 'kubernetes']),
        serviceUrl: z
          .string()
          .describe('Where a host of a service answers, for {host}'),
      }),
    }),
    run({ caller, access, snapshot, cluster }) {
      return {
        user: caller.user,
        admin: access.isAdmin(caller.user),
        tenants: [...snapshot.tenants.keys()].sort().flatMap(tenant => {
          const role = access.roleIn(snapshot, tenant, caller.user);
          return role ? [{ tenant, role }] : [];
        }),
        scopes: [...caller.scopes],
        tokenKind: caller.tokenKind,
        server: settings.urls.portal,
        cluster: {
          type: cluster.type,
          serviceUrl: settings.urls.services,
        },
      };
    },
  });
}
