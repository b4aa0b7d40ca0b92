import {
  platformDocumentSchema,
  serviceDocumentSchema,
  tenantDocumentSchema,
  type PlatformDocument,
  type ServiceDocument,
  type TenantDocument,
} from '@mctl/plugin-platform-common';

/** The documents of the repository by their kind. @public */
export interface DocumentsByKind {
  Platform: PlatformDocument;
  Tenant: TenantDocument;
  Service: ServiceDocument;
}

/** The kind of a document. @public */
export type DocumentKind = keyof DocumentsByKind;

/** A document of any kind. @public */
export type AnyDocument = DocumentsByKind[DocumentKind];

/** The schema of each kind of document. */
export const DOCUMENT_SCHEMAS = {
  Platform: platformDocumentSchema,
  Tenant: tenantDocumentSchema,
  Service: serviceDocumentSchema,
} as const;
