import { z } from 'zod';
import {
  applicationName,
  DOCUMENT_API_VERSION,
  isKnown,
  newTenantName,
  quotaSchema,
  roleAmong,
  tenantContact,
  tenantDescription,
  tenantDisplayName,
  type TenantDocument,
} from '@mctl/plugin-platform-common';
import {
  createDocumentText,
  RENDERER_VERSION,
  renderTenant,
  tenantDocumentPath,
  tenantPath,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import {
  defineOperation,
  memberName,
  PlatformError,
} from '@mctl/plugin-platform-node';
import { requireAllowedQuota } from '../quotaRules';
import { namespaceReady } from './namespaceReady';

const TENANT_LABEL = 'mctl.ai/tenant';

const input = z.object({
  tenant: newTenantName.describe('Name of the new tenant, such as acme'),
  displayName: tenantDisplayName,
  description: tenantDescription.optional(),
  contact: tenantContact.optional(),
  quota: quotaSchema
    .partial()
    .optional()
    .describe(
      'What differs from the default quota; above it needs a platform admin',
    ),
  internetEgress: z
    .boolean()
    .optional()
    .describe('Whether services may reach the internet; off by default'),
});

/** How many tenants people may make for themselves. */
export interface SelfServiceSettings {
  perUser: number;
}

/** Creates a tenant; the caller becomes its owner. */
export function createTenant(selfService: SelfServiceSettings) {
  return defineOperation<typeof input, { owner: string; admin: boolean }>({
    name: 'create-tenant',
    title: 'Create a tenant',
    description:
      'Creates a tenant: an isolated namespace with quota and network policies in which a team runs services. The caller becomes its owner. Use it once for each team; services are deployed into it afterwards with deploy-service.',
    risk: 'write',
    role: 'user',
    input,
    subject: ({ tenant }) => `tenant:${tenant}`,
    writes: ({ tenant }) => [tenantPath(tenant)],
    async resolve({ input: { tenant }, user, cluster, access }) {
      const owner = memberName(user);
      if (!owner) {
        throw new PlatformError(
          'not_possible',
          `${user} cannot own a tenant: tenants list people of the catalog's default namespace`,
        );
      }
      const namespace = cluster.namespace(tenant);
      if (!isKnown(namespace)) {
        throw new PlatformError(
          'unavailable',
          'The cluster cannot be seen, so it is not known whether the name is free there',
          { hint: 'Try again in a moment.' },
        );
      }
      if (namespace.value) {
        throw new PlatformError(
          'already_exists',
          namespace.value.labels[TENANT_LABEL] === tenant
            ? `The namespace of an earlier tenant "${tenant}" is still being removed`
            : `The name "${tenant}" is taken by a namespace of the cluster`,
          { hint: 'Choose another name, or wait until it is gone.' },
        );
      }
      return { owner, admin: access.isAdmin(user) };
    },
    plan({ input: request, resolved, snapshot }) {
      const { tenant } = request;
      requireFreeName(snapshot, tenant);
      if (!resolved.admin) {
        requireAllowance(snapshot, resolved.owner, selfService);
      }
      const platform = snapshot.platform.document;
      const { defaults } = platform.spec;
      requireAllowedQuota({
        asked: request.quota ?? {},
        defaults: defaults.quota,
        isAdmin: resolved.admin,
      });
      const document: TenantDocument = {
        apiVersion: DOCUMENT_API_VERSION,
        kind: 'Tenant',
        metadata: { name: tenant },
        spec: {
          displayName: request.displayName,
          ...(request.description && { description: request.description }),
          ...(request.contact && { contact: request.contact }),
          members: [{ user: resolved.owner, role: 'owner' }],
          quota: { ...defaults.quota, ...request.quota },
          network: {
            internetEgress:
              request.internetEgress ?? defaults.network.internetEgress,
            allowFrom: [],
          },
        },
        renderedWith: RENDERER_VERSION,
      };
      return {
        changes: [
          {
            path: tenantDocumentPath(tenant),
            content: createDocumentText(document),
          },
          ...renderTenant(document, { platform }),
        ],
        summary: `Tenant ${tenant} exists, with ${resolved.owner} as its owner`,
        title: `feat(${tenant}): create the tenant`,
        result: { tenant, owner: resolved.owner },
      };
    },
    sync: ({ tenant }) => [
      { application: applicationName.project(tenant), expect: 'present' },
      { application: applicationName.tenant(tenant), expect: 'present' },
    ],
    verify: namespaceReady,
  });
}

function requireFreeName(snapshot: RepositorySnapshot, tenant: string) {
  if (snapshot.hasTenant(tenant)) {
    throw new PlatformError(
      'already_exists',
      `There is already a tenant "${tenant}"`,
      { hint: 'Choose another name, or ask its owners to add you.' },
    );
  }
  const usedByPlatform = snapshot
    .list('platform/')
    .some(({ path }) => path.split('/').includes(tenant));
  if (usedByPlatform) {
    throw new PlatformError(
      'already_exists',
      `The name "${tenant}" is used by the platform itself`,
      { hint: 'Choose another name.' },
    );
  }
}

function requireAllowance(
  snapshot: RepositorySnapshot,
  owner: string,
  selfService: SelfServiceSettings,
) {
  const owned = [...snapshot.tenants.values()].filter(
    ({ document }) => roleAmong(document.spec.members, owner) === 'owner',
  );
  if (owned.length >= selfService.perUser) {
    throw new PlatformError(
      'policy_violation',
      `You own ${owned.length} of the ${selfService.perUser} tenants that a person may make for themselves`,
      {
        hint: 'Use a tenant you have, or ask a platform admin to make another.',
        details: {
          rule: 'tenants.selfService.perUser',
          owned: owned.length,
          allowed: selfService.perUser,
        },
      },
    );
  }
}
