import { z } from 'zod';

/** The API version of every document. @public */
export const DOCUMENT_API_VERSION = 'mctl.ai/v1';

/** The schema of a document's envelope around its `spec`. */
export function documentSchema<
  Kind extends string,
  Metadata extends z.ZodRawShape,
  Spec extends z.ZodType,
>(kind: Kind, metadata: Metadata, spec: Spec) {
  return z.strictObject({
    apiVersion: z.literal(DOCUMENT_API_VERSION),
    kind: z.literal(kind),
    metadata: z.strictObject(metadata),
    spec,
    renderedWith: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('Version of the renderer that wrote the manifests'),
  });
}

/** A Kubernetes quantity, such as `500m`, `4` or `8Gi`. @public */
export const quantity = z
  .string()
  .max(32)
  .regex(/^\d{1,15}(?:\.\d{1,9})?(?:m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/, {
    error:
      'must be a Kubernetes quantity such as 500m, 2 or 8Gi (positive, without spaces)',
  });

/** Limits on what a tenant may use. @public */
export const quotaSchema = z.strictObject({
  cpu: quantity.describe('CPU cores'),
  memory: quantity.describe('Memory'),
  pods: z.number().int().min(1).max(1000).describe('Pods'),
  storage: quantity.describe('Storage'),
});

/** Limits on what a tenant may use. @public */
export type Quota = z.infer<typeof quotaSchema>;

/** Requests and limits of a container. @public */
export const resourcesSchema = z.strictObject({
  requests: z.strictObject({ cpu: quantity, memory: quantity }),
  limits: z.strictObject({ cpu: quantity, memory: quantity }),
});

/** Requests and limits of a container. @public */
export type Resources = z.infer<typeof resourcesSchema>;
