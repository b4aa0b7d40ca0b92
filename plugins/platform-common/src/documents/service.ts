import { z } from 'zod';
import { imageRepository, imageTag, serviceName, tenantName } from '../names';
import { documentSchema, resourcesSchema } from './common';

/** A TCP port. @public */
export const port = z.number().int().min(1).max(65535);

/** An environment variable's name. @public */
export const envName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    error:
      'must be an environment variable name: letters, digits and "_", not starting with a digit',
  });

/**
 * Text that reaches a container as it is: what YAML calls printable, without
 * U+0085. Kustomize fails on control characters and turns U+0085 into a space.
 */
const CARRIED_TEXT =
  /^[\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const CARRIED_TEXT_FAULT =
  'must not contain NUL characters or other control characters, except tabs and line breaks';

/** An environment variable's value. @public */
export const envValue = z
  .string()
  .max(32768)
  .regex(CARRIED_TEXT, { error: CARRIED_TEXT_FAULT });

/** Environment variables by name. @public */
export const envSchema = z
  .record(envName, envValue)
  .refine(env => Object.keys(env).length <= 200, {
    error: 'at most 200 environment variables',
  });

/** How the platform asks a container whether it is well. @public */
export const probeSchema = z.union([
  z.strictObject({
    path: z
      .string()
      .max(500)
      .regex(/^\/[\x21-\x7e]*$/, { error: 'must be a path starting with "/"' }),
    port: port.optional(),
  }),
  z.strictObject({ tcp: port }),
]);

/** Probes of a service. @public */
export const probesSchema = z.strictObject({
  liveness: probeSchema.optional(),
  readiness: probeSchema.optional(),
  startup: probeSchema.optional(),
});

/** The image of a service. @public */
export const imageSchema = z.strictObject({
  repository: imageRepository,
  tag: imageTag,
});

const commandPart = z
  .string()
  .max(4096)
  .regex(CARRIED_TEXT, { error: CARRIED_TEXT_FAULT });

/** The Service document, `tenants/<tenant>/services/<service>/service.yaml`. @public */
export const serviceDocumentSchema = documentSchema(
  'Service',
  { name: serviceName, tenant: tenantName },
  z.strictObject({
    type: z.enum(['web', 'worker']),
    image: imageSchema,
    command: z.array(commandPart).max(64).optional(),
    args: z.array(commandPart).max(256).optional(),
    port: port.optional(),
    replicas: z.number().int().min(0).max(50),
    resources: resourcesSchema.optional(),
    env: envSchema.optional(),
    probes: probesSchema.optional(),
    deploys: z.strictObject({ auto: z.boolean() }).optional(),
  }),
);

/** The Service document. @public */
export type ServiceDocument = z.infer<typeof serviceDocumentSchema>;
