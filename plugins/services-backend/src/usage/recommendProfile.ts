import type { PlatformDocument, Resources } from '@mctl/plugin-platform-common';
import type { UsagePeaks } from '@mctl/plugin-cluster-node';
import { amountsOf, type Amounts } from './effectiveResources';

/** CPU that is requested beyond the 95th percentile of what was used. */
export const CPU_HEADROOM = 1.2;
/** Memory that may be used beyond the most that ever was: above it a container dies. */
export const MEMORY_HEADROOM = 1.25;
/** A tenth of the lookback must be covered by figures, and half an hour. */
const LEAST_COVERAGE = 0.1;
const LEAST_SECONDS = 1_800;

const UNITS: ReadonlyArray<readonly [seconds: number, name: string]> = [
  [86_400, 'days'],
  [3_600, 'hours'],
  [60, 'minutes'],
];

/** What a service needs, by what it used. */
export interface Needs {
  /** Least CPU to request: p95 times 1.2. */
  cpuRequest: number;
  /** Least memory to request: the most that was used. */
  memoryRequest: number;
  /** Least memory to allow: the most that was used times 1.25. */
  memoryLimit: number;
}

/** A recommendation, or why there is none. */
export type Recommendation =
  | { enough: false; reason: string }
  | {
      enough: true;
      needs: Needs;
      /** The smallest profile that is enough; null when none is. */
      profile: string | null;
      /** What the profile holds, or what is needed when none is enough. */
      resources: Resources | null;
    };

/**
 * The smallest profile of the platform with enough headroom over what a service
 * used.
 */
export function recommendProfile(options: {
  peaks: UsagePeaks;
  lookbackSeconds: number;
  profiles: NonNullable<PlatformDocument['spec']['profiles']>;
}): Recommendation {
  const { peaks, lookbackSeconds, profiles } = options;
  const leastSeconds = Math.max(
    LEAST_SECONDS,
    lookbackSeconds * LEAST_COVERAGE,
  );
  if (peaks.coveredSeconds < leastSeconds) {
    return {
      enough: false,
      reason: `there are figures of ${inWords(peaks.coveredSeconds)} only, and a recommendation for this lookback needs ${inWords(leastSeconds)}`,
    };
  }
  const needs: Needs = {
    cpuRequest: peaks.cpuP95Cores * CPU_HEADROOM,
    memoryRequest: peaks.memoryMaxBytes,
    memoryLimit: peaks.memoryMaxBytes * MEMORY_HEADROOM,
  };
  const [smallest] = Object.entries(profiles)
    .map(([name, resources]) => ({
      name,
      resources,
      requests: amountsOf(resources.requests),
      limits: amountsOf(resources.limits),
    }))
    .filter(
      ({ requests, limits }) =>
        requests.cpuCores >= needs.cpuRequest &&
        requests.memoryBytes >= needs.memoryRequest &&
        limits.memoryBytes >= needs.memoryLimit,
    )
    .sort((a, b) => compareAmounts(a.requests, b.requests));
  return {
    enough: true,
    needs,
    profile: smallest?.name ?? null,
    resources: smallest?.resources ?? null,
  };
}

function compareAmounts(a: Amounts, b: Amounts): number {
  return a.cpuCores - b.cpuCores || a.memoryBytes - b.memoryBytes;
}

/** A time span in words: `45 minutes`, `16.8 hours`. */
export function inWords(seconds: number): string {
  const [length, unit] =
    UNITS.find(([unitSeconds]) => seconds >= 2 * unitSeconds) ?? UNITS[2];
  return `${Math.round((seconds / length) * 10) / 10} ${unit}`;
}
