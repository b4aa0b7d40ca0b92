import { z } from 'zod';
import {
  isKnown,
  mapObserved,
  observedSchema,
  parseQuantity,
  serviceName,
  tenantName,
  type Observed,
} from '@mctl/plugin-platform-common';
import type { NamespaceInfo } from '@mctl/plugin-cluster-node';
import { defineQuery } from '@mctl/plugin-platform-node';
import { durationMs } from '../logs/timeInput';
import { requireService } from '../planServiceChange';
import { amountsSchema, sumAmounts } from '../usage/effectiveResources';
import {
  requestedResources,
  type RequestedResources,
} from '../usage/requestedResources';

const DEFAULT_WINDOW = '1h';
const MAX_WINDOW_MS = 30 * 86_400_000;
const TREND_POINTS = 60;
const SHORTEST_STEP_SECONDS = 30;

/** Shows what a tenant or a service uses. */
export function getResourceUsage() {
  return defineQuery({
    name: 'get-resource-usage',
    title: 'Get what a tenant or a service uses',
    description:
      "Shows the CPU, memory and pods that a tenant, or one service of it, uses now, against what its pods request, may use at most, and the tenant's quota. With a Prometheus also how that went over a window of time.",
    role: 'viewer',
    input: z.object({
      tenant: tenantName,
      service: serviceName.optional(),
      window: z
        .string()
        .refine(
          text => {
            const length = durationMs(text);
            return length !== undefined && length <= MAX_WINDOW_MS;
          },
          { error: 'must be a duration up to 30d, such as 1h or 7d' },
        )
        .optional()
        .describe(`How far back the trend goes, ${DEFAULT_WINDOW} by default`),
    }),
    output: z.object({
      tenant: z.string(),
      service: z.string().nullable().describe('null: all of the tenant'),
      used: observedSchema(
        amountsSchema.extend({
          pods: z.number().int().describe('Pods there are figures of'),
        }),
      ).describe('What is used now'),
      requested: observedSchema(
        z.object({
          pods: z.number().int(),
          requests: amountsSchema,
          limits: amountsSchema,
        }),
      ).describe('What the pods that run now request and may use'),
      pods: observedSchema(
        z.array(
          amountsSchema.extend({ pod: z.string(), measuredAt: z.string() }),
        ),
      ).describe('The pod that uses most memory first'),
      quota: observedSchema(
        z
          .array(
            z.object({
              resource: z.string().describe('Such as requests.cpu'),
              used: z.string().describe('Kubernetes quantity'),
              hard: z.string().describe('Kubernetes quantity'),
              percent: z.number().nullable(),
            }),
          )
          .nullable(),
      ).describe('Of the whole tenant; null while it has no quota'),
      trend: observedSchema(
        z.object({
          stepSeconds: z.number(),
          points: z.array(
            z.object({
              time: z.string(),
              cpuCores: z.number().nullable(),
              memoryBytes: z.number().nullable(),
            }),
          ),
        }),
      ).describe('What all pods together used, oldest first'),
    }),
    async run({ input, snapshot, cluster, metrics, now, signal }) {
      const { tenant, service, window = DEFAULT_WINDOW } = input;
      const documents =
        service === undefined
          ? snapshot.servicesOf(tenant).map(({ document }) => document)
          : [requireService(snapshot, tenant, service)];
      const of = { namespace: tenant, service, signal };
      const windowMs = durationMs(window) ?? 0;
      const stepSeconds = Math.max(
        SHORTEST_STEP_SECONDS,
        Math.round(windowMs / 1000 / TREND_POINTS),
      );
      const [measured, history] = await Promise.all([
        metrics.usage(of),
        metrics.history(of, {
          since: new Date(now.getTime() - windowMs),
          until: now,
          stepSeconds,
        }),
      ]);
      const requested = requestedResources({
        documents,
        platform: snapshot.platform.document,
        cluster,
        now,
      });
      const pods = unlessMissing(measured, requested);
      const points = unlessMissing(history, requested);
      return {
        tenant,
        service: service ?? null,
        used: mapObserved(pods, all => ({
          ...sumAmounts(all),
          pods: all.length,
        })),
        requested,
        pods: mapObserved(pods, all =>
          all.toSorted((a, b) => b.memoryBytes - a.memoryBytes),
        ),
        quota: quotaOf(cluster.namespace(tenant)),
        trend: mapObserved(points, all => ({ stepSeconds, points: all })),
      };
    },
  });
}

/**
 * Figures, or unknown when there is none although something runs: a metrics
 * server leaves out pods that have just started, and a history begins empty.
 */
function unlessMissing<T>(
  figures: Observed<T[]>,
  requested: Observed<RequestedResources>,
): Observed<T[]> {
  const nothingRuns = isKnown(requested) && requested.value.pods === 0;
  return isKnown(figures) && figures.value.length === 0 && !nothingRuns
    ? {
        unknown: 'there are no figures of its pods yet',
        source: figures.source,
      }
    : figures;
}

function quotaOf(namespace: Observed<NamespaceInfo | null>) {
  return mapObserved(namespace, info =>
    info && info.quotas.length > 0
      ? info.quotas.flatMap(({ hard, used }) =>
          Object.entries(hard).map(([resource, limit]) => ({
            resource,
            used: used[resource] ?? '0',
            hard: limit,
            percent: percentOf(used[resource] ?? '0', limit),
          })),
        )
      : null,
  );
}

function percentOf(used: string, hard: string): number | null {
  const part = parseQuantity(used);
  const whole = parseQuantity(hard);
  return part === undefined || !whole
    ? null
    : Math.round((Number(part) / Number(whole)) * 1000) / 10;
}
