import { z } from 'zod';
import {
  evidenceSchema,
  observedSchema,
  operationSchema,
  serviceName,
  tenantName,
} from '@mctl/plugin-platform-common';
import { defineQuery } from '@mctl/plugin-platform-node';
import { requireService } from '../planServiceChange';
import { healthSchema, syncSchema } from './serviceSchemas';
import { serviceParts, servicePartsShape } from './serviceParts';
import { eventsOf, serviceStatus } from './serviceView';

/** Shows the live status of a service. */
export function getServiceStatus() {
  return defineQuery({
    name: 'get-service-status',
    title: 'Get the status of a service',
    description:
      'Shows how a service is right now: health and why, whether the cluster has what the repository says, replicas, every pod with restarts and last state, autoscaler, schedule, jobs and volumes, recent events, and the last operation. Each value says where it comes from and how old it is. Start here when something is wrong.',
    role: 'viewer',
    input: z.object({ tenant: tenantName, service: serviceName }),
    output: z.object({
      tenant: z.string(),
      service: z.string(),
      host: z.string().nullable(),
      desired: z
        .object({
          image: z.string(),
          tag: z.string(),
          replicas: z.number().int(),
        })
        .describe('What the repository asks for'),
      health: healthSchema,
      sync: syncSchema,
      replicas: observedSchema(
        z.object({
          desired: z.number().int(),
          ready: z.number().int(),
          updated: z.number().int(),
        }),
      ),
      pods: observedSchema(
        z.array(
          z.object({
            name: z.string(),
            phase: z.string(),
            ready: z.boolean(),
            restarts: z.number().int(),
            tag: z.string().nullable(),
            reason: z.string().nullable(),
            message: z.string().nullable(),
            lastState: z.string().nullable(),
            startedAt: z.string().nullable(),
          }),
        ),
      ),
      ...servicePartsShape,
      events: observedSchema(z.array(evidenceSchema)),
      lastOperation: operationSchema.nullable(),
    }),
    async run({ input, snapshot, cluster, domain, operations }) {
      const { tenant, service } = input;
      const document = requireService(snapshot, tenant, service);
      const [lastOperation] = await operations.recentOperations({
        tenant,
        subject: `service:${tenant}/${service}`,
        limit: 1,
      });
      return {
        ...serviceStatus({ document, cluster, domain }),
        ...serviceParts(cluster, tenant, service),
        events: eventsOf(document, cluster),
        lastOperation: lastOperation ?? null,
      };
    },
  });
}
