import type { ServiceDocument } from '@mctl/plugin-platform-common';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import { PRUNE_LAST, preSyncHook } from './argoAnnotations';
import { serviceLabels } from './objectLabels';
import { filesName, preparedName } from './objectNames';

/** A key of a ConfigMap has at most 253 characters; the number needs some. */
const MAX_BASE_NAME = 200;

interface MountedFile {
  key: string;
  path: string;
  content: string;
}

/** The files of a service, whether it has any or not, in the order of paths. */
function mountedFiles(document: ServiceDocument): MountedFile[] {
  const { files = {} } = document.spec;
  return Object.keys(files)
    .sort()
    .map((path, index) => ({
      key: `${index}-${path
        .slice(path.lastIndexOf('/') + 1)
        .replace(/[^-._a-zA-Z0-9]/g, '_')
        .slice(-MAX_BASE_NAME)}`,
      path,
      content: files[path],
    }));
}

/** Whether a service has files. */
export function hasFiles(document: ServiceDocument): boolean {
  return Object.keys(document.spec.files ?? {}).length > 0;
}

/** Where each file shows up in the container. */
export function fileMounts(document: ServiceDocument): IVolumeMount[] {
  return mountedFiles(document).map(({ key, path }) => ({
    name: 'files',
    mountPath: path,
    subPath: key,
    readOnly: true,
  }));
}

/**
 * The ConfigMap with the files of a service.
 *
 * @param options.prepared - the copy for the job before the rollout
 */
export function buildFiles(
  document: ServiceDocument,
  options: { prepared: boolean },
): ConfigMap {
  const { name, tenant } = document.metadata;
  return new ConfigMap({
    metadata: {
      name: options.prepared
        ? preparedName(filesName(document))
        : filesName(document),
      namespace: tenant,
      labels: serviceLabels(tenant, name),
      annotations: options.prepared ? preSyncHook(-1) : PRUNE_LAST,
    },
    immutable: true,
    data: Object.fromEntries(
      mountedFiles(document).map(({ key, content }) => [key, content]),
    ),
  });
}
