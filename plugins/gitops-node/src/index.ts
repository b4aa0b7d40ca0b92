/**
 * The GitOps repository: its documents, the manifests rendered from them, and
 * the only reader and writer of it.
 *
 * @packageDocumentation
 */
export { BareGitRepository } from './BareGitRepository';
export type { BareGitRepositoryOptions } from './BareGitRepository';
export { createDocumentText } from './documents/createDocumentText';
export type {
  AnyDocument,
  DocumentKind,
  DocumentsByKind,
} from './documents/documentSchemas';
export { InvalidDocumentError } from './documents/InvalidDocumentError';
export { readChangedDocuments } from './documents/readChangedDocuments';
export type { ChangedDocuments } from './documents/readChangedDocuments';
export { updateDocumentText } from './documents/updateDocumentText';
export {
  DOCUMENT_DIGEST_ANNOTATION,
  documentDigest,
} from './documents/documentDigest';
export { gitBlobId } from './git/gitBlobId';
export { UnsafePathError } from './git/UnsafePathError';
export { gitOpsRepositoryServiceRef } from './gitOpsRepositoryService';
export {
  locateDocument,
  PLATFORM_DOCUMENT_PATH,
  serviceDocumentPath,
  servicePath,
  tenantDocumentPath,
  tenantPath,
} from './paths';
export type { DocumentLocation } from './paths';
export { imageReference } from './rendering/imageReference';
export {
  beforeDeployName,
  claimName,
  previewNamespace,
} from './rendering/objectNames';
export { previewsOf } from './rendering/previewsOf';
export { checkPolicies } from './policies/checkPolicies';
export type { ChangedManifest, PolicyBreach } from './policies/checkPolicies';
export type { PolicyName } from './policies/PolicyRule';
export { assessQuota } from './quota/assessQuota';
export type { QuotaAssessment } from './quota/assessQuota';
export { serviceUsage } from './quota/serviceUsage';
export type { QuotaResource, Usage } from './quota/Usage';
export type { Excess } from './quota/quotaEffect';
export { RENDERER_VERSION } from './rendering/RENDERER_VERSION';
export type { RenderedFile } from './rendering/RenderedFile';
export {
  renderService,
  serviceRenderedFolder,
} from './rendering/renderService';
export { renderTenant, tenantRenderedFolders } from './rendering/renderTenant';
export { replaceFolders } from './rendering/replaceFolders';
export type { ServiceContext } from './rendering/ServiceContext';
export { serviceResources } from './rendering/serviceResources';
export { previewSnapshot } from './snapshot/previewSnapshot';
export * from './types';
export { findManifestFaults } from './validation/findManifestFaults';
export type { ManifestFault } from './validation/ManifestFault';
export { isManifest, readManifest } from './validation/readManifest';
export type { ManifestReading } from './validation/readManifest';
export { nameOfObject } from './validation/RenderedObject';
export type { RenderedObject } from './validation/RenderedObject';
