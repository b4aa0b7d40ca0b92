import type {
  ServiceDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';
import { locateDocument } from '../paths';
import type { ChangeSet } from '../types';
import { InvalidDocumentError } from './InvalidDocumentError';
import { readDocument, type DocumentReading } from './readDocument';

/** Documents as a change leaves them; nothing where it removes one. @public */
export interface ChangedDocuments {
  tenants: ReadonlyMap<string, TenantDocument | undefined>;
  /** By tenant, then by the name of the service. */
  services: ReadonlyMap<
    string,
    ReadonlyMap<string, ServiceDocument | undefined>
  >;
}

function requireDocument<T>(path: string, reading: DocumentReading<T>): T {
  if ('document' in reading) {
    return reading.document;
  }
  throw new InvalidDocumentError({ path, faults: reading.faults });
}

/**
 * The documents of tenants and services in a change set.
 *
 * @throws InvalidDocumentError when one of them is not valid
 * @public
 */
export function readChangedDocuments(changes: ChangeSet): ChangedDocuments {
  const tenants = new Map<string, TenantDocument | undefined>();
  const services = new Map<string, Map<string, ServiceDocument | undefined>>();
  for (const { path, content } of changes) {
    const location = locateDocument(path);
    if (location?.kind === 'Tenant') {
      tenants.set(
        location.tenant,
        content === null
          ? undefined
          : requireDocument(path, readDocument(location, content)),
      );
    } else if (location?.kind === 'Service') {
      const { tenant, service } = location;
      const ofTenant = services.get(tenant) ?? new Map();
      ofTenant.set(
        service,
        content === null
          ? undefined
          : requireDocument(path, readDocument(location, content)),
      );
      services.set(tenant, ofTenant);
    }
  }
  return { tenants, services };
}
