/** Path of the Platform document. @public */
export const PLATFORM_DOCUMENT_PATH = 'platform.yaml';

/** Folder of a tenant, with everything that belongs to it. @public */
export function tenantPath(tenant: string): string {
  return `tenants/${tenant}/`;
}

/** Folder of a service, with its document and manifests. @public */
export function servicePath(tenant: string, service: string): string {
  return `${tenantPath(tenant)}services/${service}/`;
}

/** Path of a Tenant document. @public */
export function tenantDocumentPath(tenant: string): string {
  return `${tenantPath(tenant)}tenant.yaml`;
}

/** Path of a Service document. @public */
export function serviceDocumentPath(tenant: string, service: string): string {
  return `${servicePath(tenant, service)}service.yaml`;
}

/** Which document a path is for. @public */
export type DocumentLocation =
  | { kind: 'Platform' }
  | { kind: 'Tenant'; tenant: string }
  | { kind: 'Service'; tenant: string; service: string };

const TENANT_DOCUMENT = /^tenants\/([^/]+)\/tenant\.yaml$/;
const SERVICE_DOCUMENT = /^tenants\/([^/]+)\/services\/([^/]+)\/service\.yaml$/;

/**
 * Which document lives at a path, or nothing when it is no document's path.
 * The names are as they stand there, well-formed or not.
 *
 * @public
 */
export function locateDocument(path: string): DocumentLocation | undefined {
  if (path === PLATFORM_DOCUMENT_PATH) {
    return { kind: 'Platform' };
  }
  const tenant = TENANT_DOCUMENT.exec(path);
  if (tenant) {
    return { kind: 'Tenant', tenant: tenant[1] };
  }
  const service = SERVICE_DOCUMENT.exec(path);
  if (service) {
    return { kind: 'Service', tenant: service[1], service: service[2] };
  }
  return undefined;
}
