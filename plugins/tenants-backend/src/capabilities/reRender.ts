import { z } from 'zod';
import { tenantName } from '@mctl/plugin-platform-common';
import {
  RENDERER_VERSION,
  renderService,
  replaceFolders,
  serviceDocumentPath,
  serviceRenderedFolder,
  tenantDocumentPath,
  tenantPath,
  updateDocumentText,
  type ChangeSet,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { defineOperation, PlatformError } from '@mctl/plugin-platform-node';
import { renderedChanges } from '../planTenantChange';

/** How many documents one operation moves, so that its plan can be read. */
const BATCH = 50;
const MAX_TENANTS = 100;

/** Moves documents to the current renderer, a batch at a time. */
export function reRender(batchSize = BATCH) {
  return defineOperation({
    name: 're-render',
    title: 'Render again',
    description: `Renders the manifests of tenants and services anew where an older renderer made them, at most ${batchSize} documents at a time; the result says how many are left. Without tenants it covers all of them.`,
    risk: 'write',
    role: 'admin',
    input: z.object({
      tenants: z
        .array(tenantName)
        .min(1)
        .max(MAX_TENANTS)
        .optional()
        .describe('Only these tenants'),
    }),
    subject: () => 'platform:rendering',
    writes: ({ tenants }) => tenants?.map(tenantPath) ?? ['tenants/'],
    plan({ input: { tenants }, snapshot, domain }) {
      const outdated = outdatedDocuments(snapshot, domain, tenants);
      const batch = outdated.slice(0, batchSize);
      const remaining = outdated.length - batch.length;
      return {
        changes: batch.flatMap(({ render }) => render()),
        summary: `${batch.length} documents are rendered with version ${RENDERER_VERSION}, ${remaining} are left`,
        title: `chore(platform): render ${batch.length} documents with version ${RENDERER_VERSION}`,
        result: { rendered: batch.length, remaining },
      };
    },
    sync: () => [],
    verify: {
      proves: 'the documents on the branch say that they are rendered anew',
      deadline: 30_000,
      check({ input: { tenants }, snapshot }) {
        const existing = tenants?.filter(name => snapshot.tenants.has(name));
        const left = outdatedDocuments(snapshot, '', existing).length;
        return {
          outcome: 'passed',
          message: `${left} documents are left to be rendered anew`,
        };
      },
    },
  });
}

/** A document that an older renderer has rendered. */
interface OutdatedDocument {
  render(): ChangeSet;
}

function outdatedDocuments(
  snapshot: RepositorySnapshot,
  domain: string,
  tenants: readonly string[] | undefined,
): OutdatedDocument[] {
  const platform = snapshot.platform.document;
  const names = [...new Set(tenants ?? snapshot.tenants.keys())].sort();
  return names.flatMap(name => {
    const tenant = snapshot.tenants.get(name);
    if (!tenant) {
      throw new PlatformError('not_found', `There is no tenant "${name}"`, {
        hint: 'list-tenants shows the tenants.',
      });
    }
    const outdated: OutdatedDocument[] = [];
    if (tenant.document.renderedWith !== RENDERER_VERSION) {
      const document = { ...tenant.document, renderedWith: RENDERER_VERSION };
      outdated.push({
        render: () => [
          {
            path: tenantDocumentPath(name),
            content: updateDocumentText(tenant.text, document),
          },
          ...renderedChanges(snapshot, document),
        ],
      });
    }
    for (const entry of snapshot.servicesOf(name)) {
      if (entry.document.renderedWith !== RENDERER_VERSION) {
        const document = { ...entry.document, renderedWith: RENDERER_VERSION };
        const service = document.metadata.name;
        outdated.push({
          render: () => [
            {
              path: serviceDocumentPath(name, service),
              content: updateDocumentText(entry.text, document),
            },
            ...replaceFolders({
              rendered: renderService(document, {
                tenant: tenant.document,
                platform,
                domain,
              }),
              existing: snapshot.list(serviceRenderedFolder(name, service)),
            }),
          ],
        });
      }
    }
    return outdated;
  });
}
