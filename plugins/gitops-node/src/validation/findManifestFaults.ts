import { previewNamespace } from '../rendering/objectNames';
import { findObjectFaults, isClusterScoped } from './findObjectFaults';
import type { ManifestFault, ObjectFault } from './ManifestFault';
import type { ManifestReading } from './readManifest';
import { nameOfObject, type RenderedObject } from './RenderedObject';

const PLACE = /^tenants\/([^/]+)\/([^/]+)\//;

/** The namespaces that objects of a folder may be in. */
function namespacesOf(path: string): string[] {
  const [, tenant = '', folder] = PLACE.exec(path) ?? [];
  switch (folder) {
    case 'project':
      return ['argocd'];
    case 'manifests':
      return [tenant, previewNamespace(tenant)];
    case 'previews':
      return [previewNamespace(tenant)];
    default:
      return [tenant];
  }
}

/** Whether an object is where its folder says, and nowhere else. */
function checkPlace(path: string, object: RenderedObject): ObjectFault[] {
  const allowed = namespacesOf(path);
  const [field, namespace] = isClusterScoped(object)
    ? ['metadata.name', object.metadata.name]
    : ['metadata.namespace', object.metadata.namespace];
  return namespace !== undefined && allowed.includes(namespace)
    ? []
    : [
        {
          path: field,
          message: `must be ${allowed.join(' or ')}, as its folder says, not ${namespace ?? 'left out'}`,
        },
      ];
}

/**
 * Everything that is wrong with a rendered manifest: text that is no object,
 * what the schema of its kind refuses, and a namespace that is not its folder's.
 *
 * @public
 */
export function findManifestFaults(
  path: string,
  reading: ManifestReading,
): ManifestFault[] {
  if ('fault' in reading) {
    return [
      { file: path, object: 'the file', path: '', message: reading.fault },
    ];
  }
  return reading.objects.flatMap(object =>
    [...checkPlace(path, object), ...findObjectFaults(object)].map(fault => ({
      file: path,
      object: nameOfObject(object),
      ...fault,
    })),
  );
}
