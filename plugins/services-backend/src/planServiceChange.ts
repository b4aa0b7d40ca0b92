import { isDeepStrictEqual } from 'node:util';
import type { ServiceDocument } from '@mctl/plugin-platform-common';
import {
  createDocumentText,
  RENDERER_VERSION,
  renderService,
  replaceFolders,
  serviceDocumentPath,
  serviceRenderedFolder,
  updateDocumentText,
  type ChangeSet,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { PlatformError } from '@mctl/plugin-platform-node';

/**
 * The files that make a service what a document says: the document itself, with
 * its comments kept, and the manifests rendered from it.
 */
export function planServiceChange(options: {
  document: ServiceDocument;
  snapshot: RepositorySnapshot;
  domain: string;
}): ChangeSet {
  const { snapshot, domain } = options;
  const document = { ...options.document, renderedWith: RENDERER_VERSION };
  const { name, tenant } = document.metadata;
  const owner = snapshot.tenants.get(tenant);
  if (!owner) {
    throw new PlatformError('not_found', `There is no tenant "${tenant}"`);
  }
  const existing = snapshot.services.get(`${tenant}/${name}`);
  if (existing && isLeftToReRender(existing.document, document)) {
    return [];
  }
  return [
    {
      path: serviceDocumentPath(tenant, name),
      content: existing
        ? updateDocumentText(existing.text, document)
        : createDocumentText(document),
    },
    ...replaceFolders({
      rendered: renderService(document, {
        tenant: owner.document,
        platform: snapshot.platform.document,
        domain,
      }),
      existing: snapshot.list(serviceRenderedFolder(tenant, name)),
    }),
  ];
}

/**
 * Whether only the renderer has changed since a document was written. Whoever
 * asks for what is so already is not shown new manifests; re-render moves them.
 */
function isLeftToReRender(
  before: ServiceDocument,
  after: ServiceDocument,
): boolean {
  return (
    before.renderedWith !== undefined &&
    before.renderedWith < RENDERER_VERSION &&
    isDeepStrictEqual(before.spec, after.spec)
  );
}

/**
 * The document of a service, for changing it.
 *
 * @throws PlatformError when there is none, or it cannot be read
 */
export function requireService(
  snapshot: RepositorySnapshot,
  tenant: string,
  service: string,
): ServiceDocument {
  const document = findService(snapshot, tenant, service);
  if (!document) {
    throw new PlatformError(
      'not_found',
      `There is no service "${service}" in tenant "${tenant}"`,
      { hint: 'list-services shows the services of a tenant.' },
    );
  }
  return document;
}

/**
 * The document of a service, or nothing when there is none.
 *
 * @throws PlatformError when there is one that cannot be read
 */
export function findService(
  snapshot: RepositorySnapshot,
  tenant: string,
  service: string,
): ServiceDocument | undefined {
  const faults = snapshot.faultsOf(serviceDocumentPath(tenant, service));
  if (faults) {
    throw new PlatformError(
      'conflict',
      `The document of ${tenant}/${service} is not valid: ${faults.join('; ')}`,
      { hint: 'Correct it in the GitOps repository first.' },
    );
  }
  return snapshot.services.get(`${tenant}/${service}`)?.document;
}
