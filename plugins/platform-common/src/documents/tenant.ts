import { z } from 'zod';
import { tenantName, userName } from '../names';
import { roleSchema } from '../roles';
import { documentSchema, quantity, quotaSchema } from './common';

/** One line of text for people: no line breaks or control characters. */
const line = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u, {
      error: 'must be a single line without control characters',
    });

/** A tenant's name for people. @public */
export const tenantDisplayName = line(80)
  .min(1)
  .describe('Name for people, such as "Acme Web"');
/** What a tenant is for. @public */
export const tenantDescription = line(500).describe('What the team does');
/** Where to reach the people of a tenant. @public */
export const tenantContact = line(200).describe(
  'Where to reach the team: an email address, a channel or a URL',
);

/** How long something lives, such as `30s`, `90m` or `72h`. @public */
export const duration = z
  .string()
  .max(10)
  .regex(/^[1-9]\d{0,5}(?:s|m|h|d)$/, {
    error: 'must be a duration such as 30s, 90m, 24h or 7d',
  });

/** What previews of a tenant may use, and how long they live. @public */
export const previewsSchema = z.strictObject({
  enabled: z.boolean(),
  quota: z.strictObject({
    cpu: quantity.describe('CPU cores'),
    memory: quantity.describe('Memory'),
    pods: z.number().int().min(1).max(1000).describe('Pods'),
  }),
  maxTtl: duration.describe('Longest life of a preview, such as 72h'),
});

/** The Tenant document, `tenants/<tenant>/tenant.yaml`. @public */
export const tenantDocumentSchema = documentSchema(
  'Tenant',
  { name: tenantName },
  z.strictObject({
    displayName: tenantDisplayName,
    description: tenantDescription.optional(),
    contact: tenantContact.optional(),
    members: z
      .array(z.strictObject({ user: userName, role: roleSchema }))
      .min(1),
    quota: quotaSchema,
    network: z.strictObject({
      internetEgress: z.boolean(),
      allowFrom: z.array(tenantName),
    }),
    previews: previewsSchema.optional(),
  }),
);

/** The Tenant document. @public */
export type TenantDocument = z.infer<typeof tenantDocumentSchema>;
