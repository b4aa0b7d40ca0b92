import { isKnown, type Observed } from '@mctl/plugin-platform-common';
import type { MetricsApi } from './MetricsApi';
import type {
  ClusterMetrics,
  PodUsage,
  UsageOf,
  UsagePeaks,
  UsagePoint,
} from './types';

const NO_HISTORY = {
  unknown:
    'no Prometheus is configured, so there is no history (mctl.metrics.prometheus.url)',
  source: 'prometheus',
};

/**
 * What pods use now from the metrics server, and what they used from Prometheus
 * where there is one.
 *
 * @public
 */
export class CombinedMetrics implements ClusterMetrics {
  readonly #current: Pick<MetricsApi, 'usage'>;
  readonly #prometheus: ClusterMetrics | undefined;

  static create(options: {
    current: Pick<MetricsApi, 'usage'>;
    prometheus?: ClusterMetrics;
  }): CombinedMetrics {
    return new CombinedMetrics(options.current, options.prometheus);
  }

  private constructor(
    current: Pick<MetricsApi, 'usage'>,
    prometheus: ClusterMetrics | undefined,
  ) {
    this.#current = current;
    this.#prometheus = prometheus;
  }

  async usage(of: UsageOf): Promise<Observed<PodUsage[]>> {
    const current = await this.#current.usage(of);
    return isKnown(current) || !this.#prometheus
      ? current
      : this.#prometheus.usage(of);
  }

  async history(
    of: UsageOf,
    range: { since: Date; until: Date; stepSeconds: number },
  ): Promise<Observed<UsagePoint[]>> {
    return this.#prometheus?.history(of, range) ?? NO_HISTORY;
  }

  async peaks(
    of: UsageOf & { service: string },
    lookbackSeconds: number,
  ): Promise<Observed<UsagePeaks>> {
    return this.#prometheus?.peaks(of, lookbackSeconds) ?? NO_HISTORY;
  }
}
