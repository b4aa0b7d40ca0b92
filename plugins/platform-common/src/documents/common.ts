import { z } from 'zod';
import { compareQuantities, parseQuantity } from '../quantities';

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
export const resourcesSchema = z
  .strictObject({
    requests: z.strictObject({ cpu: quantity, memory: quantity }),
    limits: z.strictObject({ cpu: quantity, memory: quantity }),
  })
  .superRefine(({ requests, limits }, context) => {
    for (const resource of ['cpu', 'memory'] as const) {
      const wanted = requests[resource];
      const limit = limits[resource];
      const readable = [wanted, limit].every(
        each => parseQuantity(each) !== undefined,
      );
      if (readable && compareQuantities(wanted, limit) > 0) {
        context.addIssue({
          code: 'custom',
          path: ['requests', resource],
          message: `must not be greater than the limit: ${wanted} is more than ${limit}`,
        });
      }
    }
  });

/** Requests and limits of a container. @public */
export type Resources = z.infer<typeof resourcesSchema>;

/** The name of a resource profile of `platform.yaml`, such as `small`. @public */
export const profileName = z
  .string()
  .max(30)
  .regex(/^[a-z](?:[a-z0-9]|-(?=[a-z0-9]))*$/, {
    error: 'must be the name of a resource profile, such as small',
  })
  .describe('Resource profile of the platform, such as small');
