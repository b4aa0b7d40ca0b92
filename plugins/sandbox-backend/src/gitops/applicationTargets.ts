import { createHash, type Hash } from 'node:crypto';
import type { BlobEntry } from '@mctl/plugin-gitops-node';

/** An application that the repository asks for, before its files are read. */
export interface ApplicationFolder {
  /** Such as `acme.svc.shop`. */
  name: string;
  tenant: string;
  project: string;
  /** Folder of the manifests, without a `/` at the end. */
  path: string;
  namespace: string;
  /** Order in which applications of a tenant are synced. */
  wave: number;
  /** The folder's files by name. */
  files: ReadonlyMap<string, string>;
  /** Differs whenever a file does. */
  fingerprint: string;
}

const FOLDER =
  /^(tenants\/([^/]+)\/(?:project|manifests|services\/([^/]+)\/manifests))\/(.+)$/;

/**
 * The applications that the ApplicationSets make of a repository: one for each
 * folder of rendered manifests.
 */
export function findApplicationFolders(
  entries: readonly BlobEntry[],
): ApplicationFolder[] {
  const folders = new Map<
    string,
    { tenant: string; service?: string; files: Map<string, string> }
  >();
  for (const { path, blob } of entries) {
    const [, folder, tenant, service, file] = FOLDER.exec(path) ?? [];
    if (folder) {
      const known = folders.get(folder) ?? {
        tenant,
        service,
        files: new Map(),
      };
      known.files.set(file, blob);
      folders.set(folder, known);
    }
  }
  return [...folders].map(([path, { tenant, service, files }]) => ({
    ...identify(path, tenant, service),
    tenant,
    path,
    files,
    fingerprint: [...files].map(pair => pair.join(' ')).join('\n'),
  }));
}

/** What differs whenever a file of a tenant does, by tenant. */
export function digestTenants(
  entries: readonly BlobEntry[],
): ReadonlyMap<string, string> {
  const hashes = new Map<string, Hash>();
  for (const { path, blob } of entries) {
    const [, tenant = ''] = path.split('/', 2);
    const hash = hashes.get(tenant) ?? createHash('sha256');
    hashes.set(tenant, hash.update(`${path} ${blob}\n`));
  }
  return new Map(
    [...hashes].map(([tenant, hash]) => [tenant, hash.digest('base64')]),
  );
}

function identify(path: string, tenant: string, service: string | undefined) {
  if (service) {
    return {
      name: `${tenant}.svc.${service}`,
      project: tenant,
      namespace: tenant,
      wave: 2,
    };
  }
  return path.endsWith('/project')
    ? {
        name: `${tenant}.project`,
        project: 'platform',
        namespace: 'argocd',
        wave: 0,
      }
    : { name: tenant, project: 'platform', namespace: tenant, wave: 1 };
}
