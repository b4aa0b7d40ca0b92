import { z } from 'zod';
import {
  isKnown,
  mapObserved,
  observedSchema,
  serviceName,
  tenantName,
} from '@mctl/plugin-platform-common';
import type { ClusterStatus } from '@mctl/plugin-cluster-node';
import { defineQuery, PlatformError } from '@mctl/plugin-platform-node';
import { lineMatcher } from '../logs/lineMatcher';
import { LOG_LEVELS, readLogLevel } from '../logs/logLevel';
import { readTimeRange, timeInput } from '../logs/timeInput';
import { requireService } from '../planServiceChange';

const DEFAULT_LIMIT = 200;
const MAX_LIMIT = 2_000;
const MAX_FILTER_LENGTH = 200;

const filterText = z
  .string()
  .min(1)
  .max(MAX_FILTER_LENGTH)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, {
    error: 'must not contain NUL or other control characters',
  });

/** Shows what a service writes. */
export function getServiceLogs() {
  return defineQuery({
    name: 'get-service-logs',
    title: 'Get the logs of a service',
    description:
      'Shows the newest lines that the containers of a service wrote, newest last. Narrow them down by time, level, text or regular expression. previous shows the lines before the last restart, which tell why a container crashed. A pod whose log cannot be read is named with the reason.',
    role: 'viewer',
    input: z.object({
      tenant: tenantName,
      service: serviceName,
      since: timeInput
        .optional()
        .describe('Only newer lines: 15m, 2h, or an ISO 8601 time'),
      until: timeInput.optional().describe('Only older lines'),
      level: z
        .enum(LOG_LEVELS)
        .optional()
        .describe(
          'Only lines that state this level or a more urgent one; lines without a level, such as stack traces, are left out',
        ),
      text: filterText
        .optional()
        .describe('Only lines that contain this, in upper or lower case'),
      pattern: filterText
        .optional()
        .describe('Only lines in which this RE2 regular expression is found'),
      container: z
        .string()
        .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
          error: 'must be the name of a container',
        })
        .optional()
        .describe('Only lines of this container'),
      previous: z
        .boolean()
        .optional()
        .describe('The lines before the last restart of each pod'),
      limit: z
        .number()
        .int()
        .min(1)
        .max(MAX_LIMIT)
        .optional()
        .describe(`How many lines at most, ${DEFAULT_LIMIT} by default`),
    }),
    output: z.object({
      tenant: z.string(),
      service: z.string(),
      lines: observedSchema(
        z.array(
          z.object({
            time: z.string().describe('ISO 8601 with nanoseconds'),
            pod: z.string(),
            container: z.string(),
            level: z
              .enum(LOG_LEVELS)
              .nullable()
              .describe('What the line states itself'),
            text: z.string(),
          }),
        ),
      ).describe('Newest last'),
      sources: observedSchema(
        z.array(
          z.union([
            z.object({
              pod: z.string(),
              container: z.string(),
              lines: z.number().int(),
            }),
            z.object({
              pod: z.string(),
              container: z.string(),
              unknown: z.string().describe('Why it could not be read'),
            }),
          ]),
        ),
      ).describe('Every container that was asked, and what it had'),
      more: z.boolean().describe('There are older lines that match'),
    }),
    async run({ input, snapshot, cluster, logs, now, signal }) {
      const { tenant, service, container, text, pattern } = input;
      requireService(snapshot, tenant, service);
      const range = readTimeRange(input, now);
      const matches = lineMatcher(input);
      if (container !== undefined) {
        requireContainer(cluster, { tenant, service, container });
      }
      const read = await logs.read({
        namespace: tenant,
        service,
        container,
        ...range,
        previous: input.previous,
        limit: input.limit ?? DEFAULT_LIMIT,
        contains: text,
        pattern,
        matches,
        signal,
      });
      return {
        tenant,
        service,
        sources: mapObserved(read, ({ sources }) => sources),
        more: isKnown(read) && read.value.more,
        // Last, so that nothing follows a long text.
        lines: mapObserved(read, ({ lines }) =>
          lines.map(line => ({
            time: line.time,
            pod: line.pod,
            container: line.container,
            level: readLogLevel(line.text),
            text: line.text,
          })),
        ),
      };
    },
  });
}

/**
 * Refuses a container that no pod of the service has. When the pods are not
 * known, the logs say so themselves.
 */
function requireContainer(
  cluster: ClusterStatus,
  wanted: { tenant: string; service: string; container: string },
): void {
  const { tenant, service, container } = wanted;
  const workload = cluster.workload(tenant, service);
  const jobs = cluster.jobs(tenant, service);
  if (!isKnown(workload) || !isKnown(jobs)) {
    return;
  }
  const pods = [
    ...(workload.value?.pods ?? []),
    ...jobs.value.flatMap(job => job.pods),
  ];
  const known = new Set([
    // What is rendered is called like the service, also while nothing runs.
    service,
    ...pods.flatMap(pod => pod.containers.map(({ name }) => name)),
  ]);
  if (!known.has(container)) {
    throw new PlatformError(
      'not_found',
      `The service "${service}" has no container "${container}"`,
      { hint: `Its containers: ${[...known].sort().join(', ')}.` },
    );
  }
}
