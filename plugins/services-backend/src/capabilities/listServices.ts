import { z } from 'zod';
import {
  pageInput,
  pageSchema,
  tenantName,
} from '@mctl/plugin-platform-common';
import { defineQuery, pageOf } from '@mctl/plugin-platform-node';
import { healthSchema, syncSchema } from './serviceSchemas';
import { healthAndSync, hostOf } from './serviceView';

/** Lists services of the caller's tenants. */
export function listServices() {
  return defineQuery({
    name: 'list-services',
    title: 'List services',
    description:
      'Lists services, of one tenant or of all tenants of the caller: image and tag, host, health and whether the cluster has what the repository says.',
    role: 'viewer',
    input: z.object({
      tenant: tenantName.optional(),
      search: z
        .string()
        .max(100)
        .optional()
        .describe('Only services whose name or image contains this'),
      ...pageInput,
    }),
    output: pageSchema(
      z.object({
        tenant: z.string(),
        service: z.string(),
        type: z.string(),
        image: z.string(),
        tag: z.string(),
        host: z.string().nullable(),
        health: healthSchema,
        sync: syncSchema,
      }),
    ),
    run({ input, caller, access, snapshot, cluster, domain }) {
      const tenants = input.tenant
        ? [input.tenant]
        : access.visibleTenants(caller.user);
      const wanted = input.search?.toLowerCase() ?? '';
      const documents = tenants
        .flatMap(tenant => snapshot.servicesOf(tenant))
        .map(({ document }) => document)
        .filter(
          ({ metadata, spec }) =>
            metadata.name.includes(wanted) ||
            spec.image.repository.includes(wanted),
        );
      const page = pageOf(documents, {
        keyOf: ({ metadata }) => `${metadata.tenant}/${metadata.name}`,
        limit: input.limit,
        cursor: input.cursor,
      });
      return {
        ...page,
        items: page.items.map(document => ({
          tenant: document.metadata.tenant,
          service: document.metadata.name,
          type: document.spec.type,
          image: document.spec.image.repository,
          tag: document.spec.image.tag,
          host: hostOf(document, domain),
          ...healthAndSync(document, cluster),
        })),
      };
    },
  });
}
