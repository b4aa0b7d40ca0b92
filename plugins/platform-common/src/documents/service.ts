import { Cron } from 'croner';
import { z } from 'zod';
import { serviceName, tenantName } from '../names';
import { documentSchema, profileName, resourcesSchema } from './common';
import {
  argsSchema,
  autoscalingSchema,
  commandSchema,
  envSchema,
  filesSchema,
  imageSchema,
  jobsSchema,
  port,
  probesSchema,
  replicas,
  secretsSchema,
  volumeSchema,
} from './container';
import { serviceRules } from './serviceRules';

/** What a service is: it serves HTTP, works by itself, or runs on a schedule. @public */
export const SERVICE_TYPES = ['web', 'worker', 'cron'] as const;

/** What a service is. @public */
export const serviceType = z
  .enum(SERVICE_TYPES)
  .describe(
    'web serves HTTP under a host of its own; worker runs without one; cron runs on a schedule',
  );

/** The cron syntax of Kubernetes: five fields or a name, no seconds. */
const CRON_SYNTAX =
  /^(?:@(?:hourly|daily|midnight|weekly|monthly|yearly|annually)|[\dA-Za-z*,/-]+(?: [\dA-Za-z*,/-]+){4})$/;

/** When a cron service runs, in UTC. @public */
export const schedule = z
  .string()
  .max(100)
  .refine(text => CRON_SYNTAX.test(text) && isCron(text), {
    error:
      'must be five cron fields such as "*/15 * * * *", or @hourly, @daily, @weekly, @monthly or @yearly',
  })
  .describe('Cron schedule in UTC, such as "0 3 * * *"');

function isCron(text: string): boolean {
  try {
    return new Cron(text, { paused: true }).nextRun() !== null;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}

/** The Git repository that a service is built from. @public */
export const sourceSchema = z.strictObject({
  repository: z
    .string()
    .max(140)
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\/[A-Za-z0-9._-]+$/, {
      error: 'must be owner/name, such as acme/shop',
    })
    .describe('Git repository, such as acme/shop'),
  ref: z
    .string()
    .min(1)
    .max(250)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, {
      error: 'must be a branch, a tag or a commit',
    })
    .optional(),
  dockerfile: z
    .string()
    .max(250)
    .regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9_.][A-Za-z0-9_./-]*$/, {
      error: 'must be a path inside the repository',
    })
    .optional(),
});

/** How a new release takes over. @public */
export const strategySchema = z
  .enum(['rolling', 'recreate'])
  .describe(
    'rolling replaces pods one by one; recreate stops the old ones first',
  );

/** Where a service tells its metrics. @public */
export const metricsSchema = z.strictObject({
  port,
  path: z
    .string()
    .max(500)
    .regex(/^\/[\x21-\x7e]*$/, { error: 'must be a path starting with "/"' }),
});

const MAX_VOLUMES = 10;

/** The Service document, `tenants/<tenant>/services/<service>/service.yaml`. @public */
export const serviceDocumentSchema = documentSchema(
  'Service',
  { name: serviceName, tenant: tenantName },
  z
    .strictObject({
      type: serviceType,
      schedule: schedule.optional(),
      source: sourceSchema.optional(),
      image: imageSchema,
      command: commandSchema.optional(),
      args: argsSchema.optional(),
      port: port.optional(),
      metrics: metricsSchema.optional(),
      replicas: replicas.optional(),
      autoscaling: autoscalingSchema.optional(),
      resources: resourcesSchema.optional(),
      profile: profileName.optional(),
      env: envSchema.optional(),
      secrets: secretsSchema.optional(),
      files: filesSchema.optional(),
      volumes: z.array(volumeSchema).min(1).max(MAX_VOLUMES).optional(),
      probes: probesSchema.optional(),
      jobs: jobsSchema.optional(),
      strategy: strategySchema.optional(),
      restarts: z.number().int().min(0).optional(),
      deploys: z.strictObject({ auto: z.boolean() }).optional(),
    })
    .superRefine(serviceRules),
);

/** The Service document. @public */
export type ServiceDocument = z.infer<typeof serviceDocumentSchema>;
