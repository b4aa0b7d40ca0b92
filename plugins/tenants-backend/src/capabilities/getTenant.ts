import { z } from 'zod';
import {
  mapObserved,
  observedSchema,
  operationSchema,
  previewsSchema,
  quotaSchema,
  roleSchema,
  serviceHost,
  tenantName,
} from '@mctl/plugin-platform-common';
import { tenantPath, type RepositorySnapshot } from '@mctl/plugin-gitops-node';
import { defineQuery, PlatformError } from '@mctl/plugin-platform-node';
import { quotaUsage } from './quotaSchema';

const RECENT_OPERATIONS = 10;

/** Shows one tenant. */
export function getTenant() {
  return defineQuery({
    name: 'get-tenant',
    title: 'Get a tenant',
    description:
      'Shows one tenant: its members with their roles, what it uses of its quota, its network and preview settings, its services, databases and previews, and what was done in it lately.',
    role: 'viewer',
    input: z.object({ tenant: tenantName }),
    output: z.object({
      tenant: z.string(),
      displayName: z.string(),
      description: z.string().nullable(),
      contact: z.string().nullable(),
      yourRole: roleSchema.nullable(),
      members: z.array(z.object({ user: z.string(), role: roleSchema })),
      quota: z.object({
        hard: quotaSchema,
        used: observedSchema(z.record(z.string(), z.string()).nullable()),
      }),
      network: z.object({
        internetEgress: z.boolean(),
        allowFrom: z.array(z.string()),
      }),
      namespace: observedSchema(z.object({ phase: z.string() }).nullable()),
      services: z.array(
        z.object({
          service: z.string(),
          type: z.string(),
          image: z.string(),
          tag: z.string(),
          host: z.string().nullable(),
        }),
      ),
      databases: z.array(z.object({ database: z.string() })),
      previews: z.array(z.object({ preview: z.string() })),
      previewSettings: previewsSchema
        .nullable()
        .describe(
          "The tenant's own or the platform's; null when there is none",
        ),
      recentOperations: z.array(operationSchema),
    }),
    async run({
      input,
      caller,
      access,
      snapshot,
      cluster,
      domain,
      operations,
    }) {
      const { tenant } = input;
      const entry = snapshot.tenants.get(tenant);
      if (!entry) {
        throw new PlatformError('not_found', `There is no tenant "${tenant}"`);
      }
      const { spec } = entry.document;
      const namespace = cluster.namespace(tenant);
      return {
        tenant,
        displayName: spec.displayName,
        description: spec.description ?? null,
        contact: spec.contact ?? null,
        yourRole: access.roleIn(snapshot, tenant, caller.user) ?? null,
        members: spec.members,
        quota: {
          hard: spec.quota,
          used: mapObserved(
            quotaUsage(namespace),
            usage =>
              usage &&
              Object.fromEntries(
                Object.entries(usage).map(([name, { used }]) => [name, used]),
              ),
          ),
        },
        network: spec.network,
        namespace: mapObserved(namespace, info =>
          info ? { phase: info.phase } : null,
        ),
        services: snapshot.servicesOf(tenant).map(({ document }) => ({
          service: document.metadata.name,
          type: document.spec.type,
          image: document.spec.image.repository,
          tag: document.spec.image.tag,
          host:
            document.spec.type === 'web'
              ? serviceHost({
                  service: document.metadata.name,
                  tenant,
                  domain,
                })
              : null,
        })),
        databases: namesIn(snapshot, `${tenantPath(tenant)}databases/`).map(
          database => ({ database }),
        ),
        previews: namesIn(snapshot, `${tenantPath(tenant)}previews/`).map(
          preview => ({ preview }),
        ),
        previewSettings:
          spec.previews ??
          snapshot.platform.document.spec.defaults.previews ??
          null,
        recentOperations: await operations.recentOperations({
          tenant,
          limit: RECENT_OPERATIONS,
        }),
      };
    },
  });
}

/** Names of the folders in a folder of the repository. */
function namesIn(snapshot: RepositorySnapshot, folder: string): string[] {
  const names = snapshot
    .list(folder)
    .map(({ path }) => path.slice(folder.length).split('/'))
    .flatMap(([name, ...rest]) => (rest.length > 0 ? [name] : []));
  return [...new Set(names)];
}
