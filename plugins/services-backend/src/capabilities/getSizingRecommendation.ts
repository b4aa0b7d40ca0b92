import { z } from 'zod';
import {
  isKnown,
  observedSchema,
  serviceName,
  tenantName,
  type Observed,
} from '@mctl/plugin-platform-common';
import type { UsagePeaks } from '@mctl/plugin-cluster-node';
import { defineQuery } from '@mctl/plugin-platform-node';
import { durationMs } from '../logs/timeInput';
import { requireService } from '../planServiceChange';
import {
  effectiveResources,
  effectiveResourcesSchema,
} from '../usage/effectiveResources';
import {
  CPU_HEADROOM,
  MEMORY_HEADROOM,
  recommendProfile,
} from '../usage/recommendProfile';

const DEFAULT_LOOKBACK = '7d';
const SHORTEST_LOOKBACK_MS = 3_600_000;
const LONGEST_LOOKBACK_MS = 30 * 86_400_000;

const FORMULA = `The smallest profile that requests at least the 95th percentile of the CPU use times ${CPU_HEADROOM} and the most memory that was used, and allows that memory times ${MEMORY_HEADROOM}; of the pod that used most.`;

const resources = z.object({ cpu: z.string(), memory: z.string() });

const recommendationSchema = z.object({
  profile: z.string().nullable().describe('null: no profile is large enough'),
  change: z.enum(['none', 'apply', 'too_large_for_profiles']),
  resources: z
    .object({ requests: resources, limits: resources })
    .nullable()
    .describe('What the profile holds'),
  needs: z.object({
    cpuRequest: z.number().describe('Cores'),
    memoryRequest: z.number().describe('Bytes'),
    memoryLimit: z.number().describe('Bytes'),
  }),
  message: z.string(),
});

/** Recommends a resource profile by what a service used. */
export function getSizingRecommendation() {
  return defineQuery({
    name: 'get-sizing-recommendation',
    title: 'Get a recommendation for the size of a service',
    description:
      'Recommends one of the resource profiles of the platform by what the service used, with the figures it rests on. Unknown without metrics or with too little history. apply-resource-profile applies it.',
    role: 'developer',
    input: z.object({
      tenant: tenantName,
      service: serviceName,
      lookback: z
        .string()
        .refine(
          text => {
            const length = durationMs(text) ?? 0;
            return (
              length >= SHORTEST_LOOKBACK_MS && length <= LONGEST_LOOKBACK_MS
            );
          },
          { error: 'must be a duration from 1h to 30d, such as 7d' },
        )
        .optional()
        .describe(`How far back to look, ${DEFAULT_LOOKBACK} by default`),
    }),
    output: z.object({
      tenant: z.string(),
      service: z.string(),
      lookbackSeconds: z.number(),
      current: effectiveResourcesSchema.nullable(),
      figures: observedSchema(
        z.object({
          cpuP95Cores: z
            .number()
            .describe('95th percentile of the pod that used most'),
          memoryMaxBytes: z.number().describe('Most of any pod'),
          coveredSeconds: z.number().describe('For how long there are figures'),
        }),
      ),
      recommendation: observedSchema(recommendationSchema),
      formula: z.string(),
    }),
    async run({ input, snapshot, metrics, signal }) {
      const { tenant, service, lookback = DEFAULT_LOOKBACK } = input;
      const document = requireService(snapshot, tenant, service);
      const platform = snapshot.platform.document;
      const lookbackSeconds = (durationMs(lookback) ?? 0) / 1000;
      const current = effectiveResources(document, platform);
      const figures = await metrics.peaks(
        { namespace: tenant, service, signal },
        lookbackSeconds,
      );
      return {
        tenant,
        service,
        lookbackSeconds,
        current,
        figures,
        recommendation: recommendationOf(figures, {
          lookbackSeconds,
          profiles: platform.spec.profiles ?? {},
          currentProfile: current?.profile ?? null,
        }),
        formula: FORMULA,
      };
    },
  });
}

function recommendationOf(
  figures: Observed<UsagePeaks>,
  options: {
    lookbackSeconds: number;
    profiles: Parameters<typeof recommendProfile>[0]['profiles'];
    currentProfile: string | null;
  },
): Observed<z.infer<typeof recommendationSchema>> {
  if (!isKnown(figures)) {
    return { unknown: figures.unknown, source: figures.source };
  }
  const { lookbackSeconds, profiles, currentProfile } = options;
  if (Object.keys(profiles).length === 0) {
    return {
      unknown: 'the platform has no resource profiles',
      source: 'repository',
    };
  }
  const found = recommendProfile({
    peaks: figures.value,
    lookbackSeconds,
    profiles,
  });
  if (!found.enough) {
    return { unknown: found.reason, source: figures.source };
  }
  const { profile, resources: held, needs } = found;
  const known = { source: figures.source, observedAt: figures.observedAt };
  if (profile === null) {
    return {
      ...known,
      value: {
        profile,
        change: 'too_large_for_profiles',
        resources: null,
        needs,
        message:
          'No profile is large enough for what the service used; configure-service sets resources of its own.',
      },
    };
  }
  const stays = profile === currentProfile;
  return {
    ...known,
    value: {
      profile,
      change: stays ? 'none' : 'apply',
      resources: held,
      needs,
      message: stays
        ? `The profile ${profile}, which the service has, fits what it used.`
        : `The profile ${profile} fits what the service used.`,
    },
  };
}
