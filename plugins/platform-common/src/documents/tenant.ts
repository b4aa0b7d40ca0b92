import { z } from 'zod';
import { tenantName, userName } from '../names';
import { roleSchema } from '../roles';
import { documentSchema, quotaSchema } from './common';

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
  }),
);

/** The Tenant document. @public */
export type TenantDocument = z.infer<typeof tenantDocumentSchema>;
