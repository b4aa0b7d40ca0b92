import { z } from 'zod';
import {
  documentSchema,
  profileName,
  quotaSchema,
  resourcesSchema,
} from './common';
import { policiesSchema } from './policies';
import { previewsSchema } from './tenant';

/**
 * The Platform document, `platform.yaml`: the one place where defaults come
 * from.
 *
 * @public
 */
export const platformDocumentSchema = documentSchema(
  'Platform',
  { name: z.literal('platform') },
  z.strictObject({
    defaults: z.strictObject({
      quota: quotaSchema,
      resources: resourcesSchema,
      replicas: z.number().int().min(1).max(50),
      port: z.number().int().min(1).max(65535),
      network: z.strictObject({ internetEgress: z.boolean() }),
      previews: previewsSchema.optional(),
    }),
    profiles: z
      .record(profileName, resourcesSchema)
      .optional()
      .describe('Resource profiles by name, from small to large'),
    policies: policiesSchema.optional(),
  }),
);

/** The Platform document. @public */
export type PlatformDocument = z.infer<typeof platformDocumentSchema>;
