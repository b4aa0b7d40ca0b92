import { z } from 'zod';
import { quantity } from './common';

/** What happens when a rendered manifest breaks a policy. @public */
export const policyAction = z.enum(['off', 'warn', 'deny']);

/** What happens when a rendered manifest breaks a policy. @public */
export type PolicyAction = z.infer<typeof policyAction>;

/**
 * Policies over the rendered manifests. One that is left out is off.
 *
 * @public
 */
export const policiesSchema = z.strictObject({
  allowedRegistries: z
    .strictObject({
      action: policyAction,
      registries: z
        .array(z.string().min(1).max(255))
        .describe('Prefixes of image repositories, such as "ghcr.io/acme/"'),
    })
    .optional(),
  floatingTags: z
    .strictObject({
      action: policyAction,
      tags: z.array(z.string()).describe('Tags that move, such as latest'),
    })
    .optional(),
  resourceLimits: z
    .strictObject({
      action: policyAction,
      cpu: quantity.describe('Most CPU of one container'),
      memory: quantity.describe('Most memory of one container'),
    })
    .optional(),
  privileges: z
    .strictObject({ action: policyAction })
    .describe(
      'Root, privilege escalation, added capabilities, host namespaces and paths, service account tokens, a writable root file system',
    )
    .optional(),
  hosts: z
    .strictObject({ action: policyAction })
    .describe("Hosts that are not the service's own")
    .optional(),
  replicas: z
    .strictObject({
      action: policyAction,
      max: z.number().int().min(1),
    })
    .optional(),
  probes: z
    .strictObject({ action: policyAction })
    .describe('Web services without a readiness probe of their own')
    .optional(),
  volumeSize: z
    .strictObject({ action: policyAction, max: quantity })
    .optional(),
});

/** Policies over the rendered manifests. @public */
export type Policies = z.infer<typeof policiesSchema>;
