import { z } from 'zod';
import {
  argsSchema,
  autoscalingSchema,
  commandSchema,
  containerPath,
  envName,
  envValue,
  filesSchema,
  jobsSchema,
  metricsSchema,
  port,
  probeSchema,
  profileName,
  quantity,
  replicas,
  schedule,
  strategySchema,
  volumeSchema,
} from '@mctl/plugin-platform-common';

const MAX_UNSET = 500;

function refuseSetAndUnset(
  change: { set?: Iterable<string>; unset?: readonly string[] },
  context: z.core.$RefinementCtx,
) {
  const set = new Set(change.set);
  change.unset?.forEach((name, index) => {
    if (set.has(name)) {
      context.addIssue({
        code: 'custom',
        path: ['unset', index],
        message: `"${name}" is in set as well: leave it out of one of them`,
      });
    }
  });
}

const envChange = z
  .strictObject({
    set: z.record(envName, envValue).optional(),
    unset: z.array(envName).max(MAX_UNSET).optional(),
  })
  .superRefine(({ set, unset }, context) =>
    refuseSetAndUnset({ set: Object.keys(set ?? {}), unset }, context),
  )
  .describe('Environment variables to set and to remove');

const filesChange = z
  .strictObject({
    set: z.record(containerPath, filesSchema.valueType).optional(),
    unset: z.array(containerPath).max(MAX_UNSET).optional(),
  })
  .superRefine(({ set, unset }, context) =>
    refuseSetAndUnset({ set: Object.keys(set ?? {}), unset }, context),
  )
  .describe('Files to put into the container, by path, and to remove');

const volumesChange = z
  .strictObject({
    set: z
      .array(volumeSchema)
      .max(MAX_UNSET)
      .optional()
      .describe('Volumes to add or to change; they only ever grow'),
    unset: z
      .array(volumeSchema.shape.name)
      .max(MAX_UNSET)
      .optional()
      .describe('Names of volumes to delete, with everything on them'),
  })
  .superRefine(({ set, unset }, context) =>
    refuseSetAndUnset({ set: set?.map(({ name }) => name), unset }, context),
  );

const probeChange = probeSchema.nullable().optional();

const amounts = z.strictObject({
  cpu: quantity.optional(),
  memory: quantity.optional(),
});

/**
 * What can be set about how a service runs. What is left out stays as it is.
 */
export const serviceSettings = {
  schedule: schedule.optional(),
  port: port
    .nullable()
    .optional()
    .describe('Port the container listens on; null for none'),
  command: commandSchema
    .optional()
    .describe(
      "What runs instead of the image's entry point; empty goes back to it",
    ),
  args: argsSchema
    .optional()
    .describe('Arguments; empty for those of the image'),
  env: envChange.optional(),
  files: filesChange.optional(),
  volumes: volumesChange.optional(),
  probes: z
    .strictObject({
      liveness: probeChange,
      readiness: probeChange,
      startup: probeChange,
    })
    .optional()
    .describe('Probes to set; null removes one'),
  resources: z
    .strictObject({ requests: amounts.optional(), limits: amounts.optional() })
    .nullable()
    .optional()
    .describe(
      'Requests and limits; takes the place of a profile; null goes back to the default of the platform',
    ),
  profile: profileName.optional(),
  metrics: metricsSchema.nullable().optional(),
  jobs: z
    .strictObject({
      beforeDeploy: jobsSchema.shape.beforeDeploy
        .unwrap()
        .nullable()
        .optional(),
    })
    .optional()
    .describe('Jobs beside the service; null removes one'),
  strategy: strategySchema.optional(),
};

/** How many replicas a service has. What is left out stays as it is. */
export const scaleSettings = {
  replicas: replicas
    .optional()
    .describe(
      'A fixed number of replicas, 0 to 50; 0 puts the service to sleep; turns autoscaling off',
    ),
  autoscaling: z
    .union([autoscalingSchema, z.literal(false)])
    .optional()
    .describe('Bounds of autoscaling, or false to turn it off'),
};

/** What {@link serviceSettings} and {@link scaleSettings} take. */
export type ServiceSettings = z.infer<z.ZodObject<typeof serviceSettings>>;

/** What {@link scaleSettings} takes. */
export type ScaleSettings = z.infer<z.ZodObject<typeof scaleSettings>>;
