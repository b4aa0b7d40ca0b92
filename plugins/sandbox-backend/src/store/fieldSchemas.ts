import { z } from 'zod';
import {
  AUTOSCALERS,
  CLAIMS,
  CONFIG_MAPS,
  CRON_JOBS,
  DEPLOYMENTS,
  DISRUPTION_BUDGETS,
  EXTERNAL_SECRETS,
  INGRESSES,
  JOBS,
  LIMIT_RANGES,
  NETWORK_POLICIES,
  NODES,
  PODS,
  PRIORITY_CLASSES,
  QUOTAS,
  REPLICA_SETS,
  type ResourceType,
  SECRETS,
  SERVICES,
  STORAGE_CLASSES,
  VOLUMES,
} from './resources';

const strings = z.record(z.string(), z.string());
const quantities = z.record(z.string(), z.union([z.string(), z.number()]));
const count = z.int().nonnegative();
const countOrPercentage = z.union([count, z.string().regex(/^\d+%$/)]);

const metadataSchema = z.looseObject({
  labels: strings.optional(),
  annotations: strings.optional(),
  finalizers: z.array(z.string()).optional(),
  ownerReferences: z
    .array(
      z.looseObject({ kind: z.string(), name: z.string(), uid: z.string() }),
    )
    .optional(),
});

const podSpecSchema = z.looseObject({
  containers: z
    .array(
      z.looseObject({
        name: z.string().min(1),
        image: z.string().min(1),
        env: z.array(z.looseObject({ name: z.string() })).optional(),
        ports: z.array(z.looseObject({ containerPort: count })).optional(),
        resources: z.looseObject({
          requests: quantities.optional(),
          limits: quantities.optional(),
        }),
      }),
    )
    .min(1),
});

/** Of deployments and replica sets. */
export const replicatedSpecSchema = z.looseObject({
  replicas: count,
  selector: z.looseObject({ matchLabels: strings.optional() }),
  template: z.looseObject({
    metadata: metadataSchema.optional(),
    spec: podSpecSchema,
  }),
});

const selector = z.looseObject({ matchLabels: strings.optional() });
const port = z.int().min(1).max(65_535);

const jobSpecSchema = z.looseObject({
  parallelism: count,
  completions: count.optional(),
  backoffLimit: count,
  activeDeadlineSeconds: count.optional(),
  ttlSecondsAfterFinished: count.optional(),
  template: z.looseObject({
    metadata: metadataSchema.optional(),
    spec: podSpecSchema,
  }),
});

const specSchemas = new Map<ResourceType, z.ZodType>([
  [PODS, podSpecSchema],
  [REPLICA_SETS, replicatedSpecSchema],
  [
    DEPLOYMENTS,
    replicatedSpecSchema.extend({
      paused: z.boolean().optional(),
      revisionHistoryLimit: count,
      progressDeadlineSeconds: count,
      strategy: z.looseObject({
        type: z.enum(['RollingUpdate', 'Recreate']),
        rollingUpdate: z
          .looseObject({
            maxSurge: countOrPercentage.optional(),
            maxUnavailable: countOrPercentage.optional(),
          })
          .optional(),
      }),
    }),
  ],
  [QUOTAS, z.looseObject({ hard: quantities.optional() })],
  [JOBS, jobSpecSchema],
  [
    CRON_JOBS,
    z.looseObject({
      schedule: z.string().min(1),
      jobTemplate: z.looseObject({
        spec: jobSpecSchema.extend({
          parallelism: count.optional(),
          backoffLimit: count.optional(),
        }),
      }),
    }),
  ],
  [
    AUTOSCALERS,
    z.looseObject({
      scaleTargetRef: z.looseObject({
        kind: z.string().min(1),
        name: z.string().min(1),
      }),
      minReplicas: z.int().positive(),
      maxReplicas: z.int().positive(),
      metrics: z.array(z.looseObject({ type: z.string() })),
    }),
  ],
  [
    SERVICES,
    z.looseObject({
      type: z.string(),
      selector: strings.nullish(),
      ports: z.array(z.looseObject({ port })).optional(),
    }),
  ],
  [
    INGRESSES,
    z
      .looseObject({
        rules: z
          .array(
            z.looseObject({
              host: z.string().optional(),
              http: z
                .looseObject({
                  paths: z.array(z.looseObject({ backend: z.looseObject({}) })),
                })
                .optional(),
            }),
          )
          .optional(),
      })
      .optional(),
  ],
  [
    NETWORK_POLICIES,
    z.looseObject({ podSelector: z.looseObject({}).default({}) }),
  ],
  [
    DISRUPTION_BUDGETS,
    z.looseObject({
      minAvailable: countOrPercentage.optional(),
      maxUnavailable: countOrPercentage.optional(),
      selector: selector.optional(),
    }),
  ],
  [
    LIMIT_RANGES,
    z.looseObject({
      limits: z.array(
        z.looseObject({
          type: z.string(),
          max: quantities.optional(),
          min: quantities.optional(),
          default: quantities.optional(),
          defaultRequest: quantities.optional(),
        }),
      ),
    }),
  ],
  [
    CLAIMS,
    z.looseObject({
      accessModes: z.array(z.string()).optional(),
      resources: z.looseObject({ requests: quantities.optional() }).optional(),
    }),
  ],
  [
    VOLUMES,
    z.looseObject({
      capacity: quantities.optional(),
      accessModes: z.array(z.string()).optional(),
      claimRef: z
        .looseObject({ namespace: z.string(), name: z.string() })
        .optional(),
    }),
  ],
  [EXTERNAL_SECRETS, z.looseObject({})],
  [NODES, z.looseObject({})],
]);

/** Of kinds without a spec. */
const objectSchemas = new Map<ResourceType, z.ZodRawShape>([
  [CONFIG_MAPS, { data: strings.nullish(), binaryData: strings.nullish() }],
  [SECRETS, { type: z.string(), data: strings.nullish() }],
  [PRIORITY_CLASSES, { value: z.int() }],
  [STORAGE_CLASSES, { provisioner: z.string().min(1) }],
]);

const schemas = new Map<ResourceType, z.ZodType>();

/** What the objects of a type have to be like. */
export function schemaOf(type: ResourceType): z.ZodType {
  // Compiled once: that costs more than to check an object.
  const schema =
    schemas.get(type) ??
    z.looseObject({
      metadata: metadataSchema,
      spec: specSchemas.get(type) ?? z.unknown(),
      ...objectSchemas.get(type),
    });
  schemas.set(type, schema);
  return schema;
}
