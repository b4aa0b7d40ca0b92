import { z } from 'zod';
import {
  pageInput,
  pageSchema,
  tenantName,
  wantedReplicas,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import type {
  DocumentEntry,
  RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { defineQuery, pageOf } from '@mctl/plugin-platform-node';
import { healthSchema, syncSchema } from './serviceSchemas';
import { healthAndSync, hostOf } from './serviceView';

/** So few that looking each up beats going through all services. */
const FEW_TENANTS = 50;

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
        release: z
          .string()
          .describe('What the repository asks for: tag, and digest if pinned'),
        replicas: z.number().int().describe('What the repository asks for'),
        autoscaling: z
          .object({
            min: z.number().int(),
            max: z.number().int(),
            cpu: z.number().int(),
          })
          .nullable(),
        schedule: z.string().nullable().describe('Cron, in UTC'),
        host: z.string().nullable(),
        health: healthSchema,
        sync: syncSchema,
      }),
    ),
    run({ input, caller, access, snapshot, cluster, domain }) {
      const { tenant } = input;
      const documents = (
        tenant
          ? snapshot.servicesOf(tenant)
          : visibleServices(snapshot, access.visibleTenants(caller.user))
      )
        .map(({ document }) => document)
        .filter(matching(input.search));
      const page = pageOf(documents, {
        keyOf,
        sorted: true,
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
          release: releaseName(document),
          replicas: wantedReplicas(document),
          autoscaling: document.spec.autoscaling ?? null,
          schedule: document.spec.schedule ?? null,
          host: hostOf(document, domain),
          ...healthAndSync(document, cluster),
        })),
      };
    },
  });
}

/** Services of some tenants in the order of `<tenant>/<service>`. */
function visibleServices(
  snapshot: RepositorySnapshot,
  tenants: readonly string[],
): ReadonlyArray<DocumentEntry<ServiceDocument>> {
  if (tenants.length <= FEW_TENANTS) {
    return tenants
      .flatMap(tenant => snapshot.servicesOf(tenant))
      .sort((a, b) => (keyOf(a.document) < keyOf(b.document) ? -1 : 1));
  }
  const visible = new Set(tenants);
  // The snapshot holds them in this order already.
  return [...snapshot.services.values()].filter(({ document }) =>
    visible.has(document.metadata.tenant),
  );
}

function keyOf({ metadata }: ServiceDocument): string {
  return `${metadata.tenant}/${metadata.name}`;
}

function matching(search: string | undefined) {
  const wanted = search?.toLowerCase() ?? '';
  return ({ metadata, spec }: ServiceDocument) =>
    metadata.name.includes(wanted) || spec.image.repository.includes(wanted);
}

function releaseName({ spec }: ServiceDocument): string {
  const { tag, digest } = spec.image;
  return digest ? `${tag}@${digest}` : tag;
}
