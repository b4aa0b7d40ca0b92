import type {
  PlatformDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';
import { tenantPath } from '../paths';
import { buildAppProject } from './buildAppProject';
import { buildLimitRange } from './buildLimitRange';
import { buildNamespace } from './buildNamespace';
import {
  buildNetworkPolicies,
  buildPreviewNetworkPolicies,
} from './buildNetworkPolicies';
import { buildResourceQuota } from './buildResourceQuota';
import type { Manifest } from './Manifest';
import { previewNamespace } from './objectNames';
import { previewsOf } from './previewsOf';
import type { RenderedFile } from './RenderedFile';
import { renderFolder } from './renderFolder';

/** Previews keep nothing: what they store is gone with them. */
const PREVIEW_STORAGE = '0';

/** Folders that hold what is rendered from a tenant's document. @public */
export function tenantRenderedFolders(tenant: string): string[] {
  return [`${tenantPath(tenant)}project/`, `${tenantPath(tenant)}manifests/`];
}

/**
 * Renders the folders `project` and `manifests` of a tenant. A pure function:
 * the same documents give the same bytes.
 *
 * @public
 */
export function renderTenant(
  document: TenantDocument,
  options: { platform: PlatformDocument },
): RenderedFile[] {
  const { name } = document.metadata;
  const { platform } = options;
  const [projectFolder, manifestsFolder] = tenantRenderedFolders(name);
  const manifests = new Map<string, Manifest>([
    ['namespace', buildNamespace(name, name)],
    ['resource-quota', buildResourceQuota(name, name, document.spec.quota)],
    ['limit-range', buildLimitRange(name, name, platform)],
  ]);
  for (const policy of buildNetworkPolicies(document)) {
    manifests.set(`network-policy-${policy.metadata?.name}`, policy);
  }
  const previews = previewsOf(document, platform);
  const namespaces = [name];
  if (previews) {
    const namespace = previewNamespace(name);
    namespaces.push(namespace);
    manifests.set('preview-namespace', buildNamespace(name, namespace));
    manifests.set(
      'preview-resource-quota',
      buildResourceQuota(name, namespace, {
        ...previews.quota,
        storage: PREVIEW_STORAGE,
      }),
    );
    manifests.set(
      'preview-limit-range',
      buildLimitRange(name, namespace, platform),
    );
    for (const policy of buildPreviewNetworkPolicies(document)) {
      manifests.set(`preview-network-policy-${policy.metadata?.name}`, policy);
    }
  }
  return [
    ...renderFolder(
      projectFolder,
      new Map([['app-project', buildAppProject(document, namespaces)]]),
    ),
    ...renderFolder(manifestsFolder, manifests),
  ];
}
