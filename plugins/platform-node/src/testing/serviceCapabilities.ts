import { z } from 'zod';
import {
  quotaSchema,
  serviceDocumentSchema,
  serviceName,
  tenantName,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import {
  createDocumentText,
  renderService,
  replaceFolders,
  serviceDocumentPath,
  serviceRenderedFolder,
  tenantDocumentPath,
  type FileWrite,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { defineOperation } from '../capabilities/definitions';

const verify = {
  proves: 'it is there',
  deadline: 1,
  check: () => ({ outcome: 'passed' as const, message: 'There' }),
};

/** The files of a service: its document and what is rendered from it. */
export function serviceFiles(
  document: ServiceDocument,
  snapshot: RepositorySnapshot,
): FileWrite[] {
  const { tenant, name } = document.metadata;
  const owner = snapshot.tenants.get(tenant);
  if (!owner) {
    throw new Error(`There is no tenant ${tenant}`);
  }
  return [
    {
      path: serviceDocumentPath(tenant, name),
      content: createDocumentText(document),
    },
    ...replaceFolders({
      rendered: renderService(document, {
        tenant: owner.document,
        platform: snapshot.platform.document,
        domain: 'apps.test',
      }),
      existing: snapshot.list(serviceRenderedFolder(tenant, name)),
    }),
  ];
}

/** Makes a service what a document says; `damage` spoils what is rendered. */
export function putService(damage?: (file: FileWrite) => FileWrite) {
  return defineOperation({
    name: 'put-service',
    title: 'Put a service',
    description: 'Makes a service what a document says.',
    risk: 'write',
    role: 'developer',
    input: z.object({
      tenant: tenantName,
      service: serviceName,
      spec: serviceDocumentSchema.shape.spec,
    }),
    subject: ({ tenant, service }) => `service:${tenant}/${service}`,
    writes: ({ tenant }) => [`tenants/${tenant}/`],
    plan: ({ input: { tenant, service, spec }, snapshot }) => ({
      changes: serviceFiles(
        {
          apiVersion: 'mctl.ai/v1',
          kind: 'Service',
          metadata: { name: service, tenant },
          spec,
        },
        snapshot,
      ).map(file => damage?.(file) ?? file),
      summary: 'The service is there',
      title: 'feat: put a service',
    }),
    sync: () => [],
    verify,
  });
}

/** Sets the quota of a tenant. */
export const putQuota = defineOperation({
  name: 'put-quota',
  title: 'Put a quota',
  description: 'Sets the quota of a tenant.',
  risk: 'write',
  role: 'owner',
  input: z.object({ tenant: tenantName, quota: quotaSchema }),
  subject: ({ tenant }) => `tenant:${tenant}`,
  writes: ({ tenant }) => [`tenants/${tenant}/`],
  plan: ({ input: { tenant, quota }, snapshot }) => {
    const owner = snapshot.tenants.get(tenant);
    if (!owner) {
      throw new Error(`There is no tenant ${tenant}`);
    }
    const { document } = owner;
    return {
      changes: [
        {
          path: tenantDocumentPath(tenant),
          content: createDocumentText({
            ...document,
            spec: { ...document.spec, quota },
          }),
        },
      ],
      summary: 'The quota is set',
      title: 'feat: set a quota',
    };
  },
  sync: () => [],
  verify,
});
