import type {
  PlatformDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';
import { tenantPath } from '../paths';
import { buildAppProject } from './buildAppProject';
import { buildLimitRange } from './buildLimitRange';
import { buildNamespace } from './buildNamespace';
import { buildNetworkPolicies } from './buildNetworkPolicies';
import { buildResourceQuota } from './buildResourceQuota';
import type { RenderedFile } from './RenderedFile';
import { renderFolder, type KubernetesObject } from './renderFolder';

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
  const [projectFolder, manifestsFolder] = tenantRenderedFolders(
    document.metadata.name,
  );
  const manifests = new Map<string, KubernetesObject>([
    ['namespace', buildNamespace(document)],
    ['resource-quota', buildResourceQuota(document)],
    ['limit-range', buildLimitRange(document, options.platform)],
  ]);
  for (const policy of buildNetworkPolicies(document)) {
    manifests.set(`network-policy-${policy.metadata?.name}`, policy);
  }
  return [
    ...renderFolder(
      projectFolder,
      new Map([['app-project', buildAppProject(document)]]),
    ),
    ...renderFolder(manifestsFolder, manifests),
  ];
}
