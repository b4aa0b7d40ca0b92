import type { Observed } from '@mctl/plugin-platform-common';

/** What a pod uses. @public */
export interface PodUsage {
  pod: string;
  cpuCores: number;
  memoryBytes: number;
  /** ISO 8601. */
  measuredAt: string;
}

/** What a service or a namespace used at a time. @public */
export interface UsagePoint {
  /** ISO 8601. */
  time: string;
  cpuCores: number | null;
  memoryBytes: number | null;
}

/** The most that any pod of a service used for a while. @public */
export interface UsagePeaks {
  /** 95th percentile of the CPU use of the pod that used most. */
  cpuP95Cores: number;
  /** Most memory that any pod ever held. */
  memoryMaxBytes: number;
  /** For how long there are figures, in seconds; at most the lookback. */
  coveredSeconds: number;
}

/** Whose usage: a whole namespace, or one service in it. @public */
export interface UsageOf {
  namespace: string;
  service?: string;
  signal?: AbortSignal;
}

/**
 * What workloads use.
 *
 * @public
 */
export interface ClusterMetrics {
  /** What each pod uses now. */
  usage(of: UsageOf): Promise<Observed<PodUsage[]>>;
  /**
   * What all pods together used, oldest first. No point means that there are no
   * figures of that time.
   */
  history(
    of: UsageOf,
    range: { since: Date; until: Date; stepSeconds: number },
  ): Promise<Observed<UsagePoint[]>>;
  /** The peaks of the time before now. */
  peaks(
    of: UsageOf & { service: string },
    lookbackSeconds: number,
  ): Promise<Observed<UsagePeaks>>;
}
