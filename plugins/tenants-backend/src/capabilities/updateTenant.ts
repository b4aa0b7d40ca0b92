import { z } from 'zod';
import {
  applicationName,
  duration,
  previewsSchema,
  quotaSchema,
  tenantContact,
  tenantDescription,
  tenantDisplayName,
  tenantName,
  type PlatformDocument,
  type TenantDocument,
} from '@mctl/plugin-platform-common';
import { tenantPath } from '@mctl/plugin-gitops-node';
import { defineOperation, PlatformError } from '@mctl/plugin-platform-node';
import { planTenantChange, requireTenant } from '../planTenantChange';
import { requireAllowedQuota, requireRoomForUse } from '../quotaRules';
import { quotaInForce } from './quotaInForce';

const MAX_ALLOWED = 50;

const input = z.object({
  tenant: tenantName,
  displayName: tenantDisplayName.optional(),
  description: tenantDescription
    .optional()
    .describe('What the team does; an empty text removes it'),
  contact: tenantContact
    .optional()
    .describe('Where to reach the team; an empty text removes it'),
  quota: quotaSchema
    .partial()
    .optional()
    .describe(
      'What is to change of the quota; above the default needs a platform admin',
    ),
  network: z
    .strictObject({
      internetEgress: z
        .boolean()
        .optional()
        .describe('Whether services may reach the internet'),
      allowFrom: z
        .array(tenantName)
        .max(MAX_ALLOWED)
        .optional()
        .describe('Tenants that may reach the services; all of them'),
    })
    .optional(),
  previews: z
    .strictObject({
      enabled: z.boolean().optional(),
      quota: previewsSchema.shape.quota.partial().optional(),
      maxTtl: duration.optional(),
    })
    .optional()
    .describe('What is to change of what previews may do'),
});

type Input = z.infer<typeof input>;
type Spec = TenantDocument['spec'];

/** Changes the settings of a tenant. */
export function updateTenant() {
  return defineOperation<typeof input, { admin: boolean }>({
    name: 'update-tenant',
    title: 'Update a tenant',
    description:
      'Changes what is named of a tenant: display name, description, contact, quota, network and previews; the rest stays. A quota above the default of the platform needs a platform admin, and none goes below what is in use.',
    risk: 'write',
    role: 'owner',
    input,
    subject: ({ tenant }) => `tenant:${tenant}`,
    writes: ({ tenant }) => [tenantPath(tenant)],
    async resolve({ input: asked, user, snapshot, cluster, access }) {
      const { spec } = requireTenant(snapshot, asked.tenant).document;
      // Checked here and not recorded: what is in use changes all the time.
      requireRoomForUse({
        asked: asked.quota ?? {},
        current: spec.quota,
        namespace: cluster.namespace(asked.tenant),
      });
      return { admin: access.isAdmin(user) };
    },
    plan({ input: asked, resolved, snapshot }) {
      const { tenant } = asked;
      const entry = requireTenant(snapshot, tenant);
      const { spec } = entry.document;
      const platform = snapshot.platform.document;
      const { defaults } = platform.spec;
      const previews = nextPreviews(asked, spec, platform);
      const isAdmin = resolved.admin;
      requireAllowedQuota({
        asked: asked.quota ?? {},
        current: spec.quota,
        defaults: defaults.quota,
        isAdmin,
      });
      requireAllowedQuota({
        asked: asked.previews?.quota ?? {},
        current: spec.previews?.quota,
        defaults: defaults.previews?.quota ?? {},
        isAdmin,
      });
      const next: Partial<Spec> = {
        ...(asked.displayName !== undefined && {
          displayName: asked.displayName,
        }),
        ...(asked.description !== undefined && {
          description: asked.description || undefined,
        }),
        ...(asked.contact !== undefined && {
          contact: asked.contact || undefined,
        }),
        ...(asked.quota && { quota: { ...spec.quota, ...asked.quota } }),
        ...(asked.network && { network: nextNetwork(asked, spec) }),
        ...(previews && { previews }),
      };
      const { changes, warnings } = planTenantChange({
        snapshot,
        entry,
        spec: next,
      });
      const names = Object.keys(asked).filter(name => name !== 'tenant');
      return {
        changes,
        summary:
          names.length > 0
            ? `Tenant ${tenant} has new settings: ${names.join(', ')}`
            : `Tenant ${tenant} stays as it is`,
        title: `feat(${tenant}): change ${names.join(', ') || 'nothing'}`,
        warnings: [...warnings, ...egressWarnings(asked, spec)],
        result: { tenant },
      };
    },
    sync: ({ tenant }) => [
      { application: applicationName.project(tenant), expect: 'present' },
      { application: applicationName.tenant(tenant), expect: 'present' },
    ],
    verify: quotaInForce,
  });
}

function nextNetwork({ tenant, network }: Input, spec: Spec): Spec['network'] {
  if (network?.allowFrom?.includes(tenant)) {
    throw invalid(
      'network.allowFrom',
      'names the tenant itself, whose services reach each other anyway',
    );
  }
  return {
    internetEgress: network?.internetEgress ?? spec.network.internetEgress,
    allowFrom: network?.allowFrom
      ? [...new Set(network.allowFrom)]
      : spec.network.allowFrom,
  };
}

/** Previews as they should be, or nothing when the input does not name them. */
function nextPreviews(
  { previews: asked }: Input,
  spec: Spec,
  platform: PlatformDocument,
): Spec['previews'] {
  if (!asked) {
    return undefined;
  }
  const current = spec.previews ?? platform.spec.defaults.previews;
  const next = previewsSchema.safeParse({
    ...current,
    ...asked,
    quota: { ...current?.quota, ...asked.quota },
  });
  if (!next.success) {
    const [{ path }] = next.error.issues;
    throw invalid(
      ['previews', ...path].map(String).join('.'),
      'is needed: the platform has no default for it',
    );
  }
  return next.data;
}

function egressWarnings({ network }: Input, spec: Spec): string[] {
  return network?.internetEgress && !spec.network.internetEgress
    ? ['Every service of the tenant may reach the internet from then on']
    : [];
}

function invalid(path: string, message: string) {
  return new PlatformError('invalid_input', `${path}: ${message}`, {
    faults: [{ path, message }],
  });
}
