import {
  findManifestFaults,
  isManifest,
  readManifest,
  type ChangedDocuments,
  type ChangedManifest,
  type ManifestReading,
  type RenderedObject,
  type RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import { PlatformError } from '../errors';

/** A file before and after a change. */
export interface ChangedText {
  path: string;
  before: string | undefined;
  after: string | undefined;
}

const SERVICE_FOLDER = /^tenants\/([^/]+)\/services\/([^/]+)\//;

/** Faults that are told; the rest is counted. */
const MAX_FAULTS = 20;

function objectsIn(reading: ManifestReading | undefined): RenderedObject[] {
  return reading && 'objects' in reading ? reading.objects : [];
}

/**
 * Reads the manifests among changed files, and makes sure that each is a valid
 * object of its kind, in the namespace of its folder.
 *
 * @throws PlatformError `internal`: manifests are rendered, so an invalid one is
 * a fault of the platform, which must not reach the repository
 */
export function readChangedManifests(
  files: readonly ChangedText[],
  context: { snapshot: RepositorySnapshot; changed: ChangedDocuments },
): ChangedManifest[] {
  const manifests = files
    .filter(({ path }) => isManifest(path))
    .map(({ path, before, after }) => ({
      path,
      before: before === undefined ? undefined : readManifest(before),
      after: after === undefined ? undefined : readManifest(after),
    }));
  const faults = manifests.flatMap(({ path, after }) =>
    after ? findManifestFaults(path, after) : [],
  );
  if (faults.length > 0) {
    const [{ object, path, message }] = faults;
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
    throw new PlatformError(
      'internal',
      `The plan holds an invalid ${object}: ${path && `${path} `}${message}${more}`,
      {
        hint: 'Nothing was changed. This is a fault of the platform: tell a platform admin the request id.',
        details: { faults: faults.slice(0, MAX_FAULTS) },
      },
    );
  }
  return manifests.map(({ path, before, after }) => {
    const [, tenant, service] = SERVICE_FOLDER.exec(path) ?? [];
    const documentBefore =
      service === undefined
        ? undefined
        : context.snapshot.services.get(`${tenant}/${service}`)?.document;
    const ofTenant = context.changed.services.get(tenant);
    return {
      path,
      before: objectsIn(before),
      after: objectsIn(after),
      documentBefore,
      documentAfter: ofTenant?.has(service)
        ? ofTenant.get(service)
        : documentBefore,
    };
  });
}
