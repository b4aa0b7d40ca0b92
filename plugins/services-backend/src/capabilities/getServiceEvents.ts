import { z } from 'zod';
import {
  mapObserved,
  observedSchema,
  serviceName,
  tenantName,
} from '@mctl/plugin-platform-common';
import { defineQuery } from '@mctl/plugin-platform-node';
import { readTimeRange, timeInput } from '../logs/timeInput';
import { requireService } from '../planServiceChange';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;

/** Shows the Kubernetes events of a service. */
export function getServiceEvents() {
  return defineQuery({
    name: 'get-service-events',
    title: 'Get the events of a service',
    description:
      'Shows what Kubernetes reports about all objects of a service, newest last: its deployment with replica sets and pods, jobs, autoscaler, volumes and ingress. Each event has the times it was seen first and last and how often. The cluster keeps events for about an hour.',
    role: 'viewer',
    input: z.object({
      tenant: tenantName,
      service: serviceName,
      type: z
        .enum(['Normal', 'Warning'])
        .optional()
        .describe('Warning leaves out what is ordinary'),
      since: timeInput
        .optional()
        .describe('Only those seen since: 15m, 2h, or an ISO 8601 time'),
      limit: z
        .number()
        .int()
        .min(1)
        .max(MAX_LIMIT)
        .optional()
        .describe(`How many of the newest, ${DEFAULT_LIMIT} by default`),
    }),
    output: z.object({
      tenant: z.string(),
      service: z.string(),
      events: observedSchema(
        z.array(
          z.object({
            type: z.string(),
            reason: z.string(),
            object: z.string().describe('Kind and name'),
            message: z.string(),
            count: z.number().int(),
            firstSeen: z.string().nullable(),
            lastSeen: z.string().nullable(),
            component: z.string().nullable().describe('Who reports it'),
          }),
        ),
      ).describe('Newest last'),
    }),
    run({ input, snapshot, cluster, now }) {
      const { tenant, service, type, limit = DEFAULT_LIMIT } = input;
      requireService(snapshot, tenant, service);
      const since = readTimeRange(input, now).since?.toISOString();
      return {
        tenant,
        service,
        events: mapObserved(cluster.workloadEvents(tenant, service), events =>
          events
            .filter(
              event =>
                (!type || event.type === type) &&
                (!since || (event.lastSeen ?? '') >= since),
            )
            .slice(-limit)
            .map(event => ({
              type: event.type,
              reason: event.reason,
              object: `${event.object.kind} ${event.object.name}`,
              message: event.message,
              count: event.count,
              firstSeen: event.firstSeen,
              lastSeen: event.lastSeen,
              component: event.component,
            })),
        ),
      };
    },
  });
}
