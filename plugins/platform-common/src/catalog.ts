/** Annotation of catalog entities that belong to a tenant. @public */
export const TENANT_ANNOTATION = 'mctl.ai/tenant';

/** Annotation of catalog entities that describe a service. @public */
export const SERVICE_ANNOTATION = 'mctl.ai/service';
