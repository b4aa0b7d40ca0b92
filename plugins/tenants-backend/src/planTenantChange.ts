import type { TenantDocument } from '@mctl/plugin-platform-common';
import {
  gitBlobId,
  RENDERER_VERSION,
  renderTenant,
  replaceFolders,
  tenantDocumentPath,
  tenantRenderedFolders,
  updateDocumentText,
  type ChangeSet,
  type DocumentEntry,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { PlatformError } from '@mctl/plugin-platform-node';

type Spec = TenantDocument['spec'];

/**
 * The document of a tenant, for changing it.
 *
 * @throws PlatformError `not_found`
 */
export function requireTenant(
  snapshot: RepositorySnapshot,
  tenant: string,
): DocumentEntry<TenantDocument> {
  const entry = snapshot.tenants.get(tenant);
  if (!entry) {
    throw new PlatformError('not_found', `There is no tenant "${tenant}"`, {
      hint: 'list-tenants shows the tenants you are a member of.',
    });
  }
  return entry;
}

/** The change of a tenant's document that renders to nothing, such as members. */
export function planDocumentChange(
  entry: DocumentEntry<TenantDocument>,
  spec: Partial<Spec>,
): ChangeSet {
  const { document, text } = entry;
  const next = { ...document, spec: { ...document.spec, ...spec } };
  return [
    {
      path: tenantDocumentPath(document.metadata.name),
      content: updateDocumentText(text, next),
    },
  ];
}

/**
 * The files that make a tenant what its next document says: the document with
 * its comments kept, and what is rendered from it. Says apart what changes only
 * because the renderer is a newer one.
 */
export function planTenantChange(options: {
  snapshot: RepositorySnapshot;
  entry: DocumentEntry<TenantDocument>;
  spec: Partial<Spec>;
}): { changes: ChangeSet; warnings: string[] } {
  const { entry, snapshot } = options;
  const { document, text } = entry;
  const next: TenantDocument = {
    ...document,
    spec: { ...document.spec, ...options.spec },
    renderedWith: RENDERER_VERSION,
  };
  const { name } = document.metadata;
  return {
    changes: [
      {
        path: tenantDocumentPath(name),
        content: updateDocumentText(text, next),
      },
      ...renderedChanges(snapshot, next),
    ],
    warnings:
      document.renderedWith === RENDERER_VERSION
        ? []
        : rendererWarnings(snapshot, document),
  };
}

/** The changes that make the rendered folders of a tenant what they should be. */
export function renderedChanges(
  snapshot: RepositorySnapshot,
  document: TenantDocument,
): ChangeSet {
  return replaceFolders({
    rendered: renderTenant(document, { platform: snapshot.platform.document }),
    existing: tenantRenderedFolders(document.metadata.name).flatMap(folder =>
      snapshot.list(folder),
    ),
  });
}

/** What the newer renderer alone changes. */
function rendererWarnings(
  snapshot: RepositorySnapshot,
  document: TenantDocument,
): string[] {
  const paths = renderedChanges(snapshot, document)
    .filter(({ path, content }) =>
      content === null
        ? snapshot.blob(path) !== undefined
        : snapshot.blob(path) !== gitBlobId(content),
    )
    .map(({ path }) => path);
  return paths.length > 0
    ? [
        `The renderer is newer than the one these manifests are from (${document.renderedWith ?? 'unknown'}, now ${RENDERER_VERSION}); that alone changes ${paths.join(', ')}`,
      ]
    : [];
}
