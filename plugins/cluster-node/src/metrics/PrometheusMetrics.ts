import type { Observed } from '@mctl/plugin-platform-common';
import { NeighborError } from '../api/NeighborError';
import { type Clock, systemClock } from '../clock';
import { PrometheusClient, type Sample } from './PrometheusClient';
import { PEAK_STEP_SECONDS, prometheusQueries } from './prometheusQueries';
import type {
  ClusterMetrics,
  PodUsage,
  UsageOf,
  UsagePeaks,
  UsagePoint,
} from './types';

const SOURCE = 'prometheus';

/** @public */
export interface PrometheusMetricsOptions {
  /** Address of Prometheus, without the path of its API. */
  url: string;
  clock?: Clock;
}

/**
 * Usage and its history as a Prometheus has it.
 *
 * @public
 */
export class PrometheusMetrics implements ClusterMetrics {
  readonly #client: PrometheusClient;
  readonly #clock: Clock;

  static create(options: PrometheusMetricsOptions): PrometheusMetrics {
    return new PrometheusMetrics(options);
  }

  private constructor(options: PrometheusMetricsOptions) {
    this.#client = PrometheusClient.create({ url: options.url });
    this.#clock = options.clock ?? systemClock;
  }

  usage(of: UsageOf): Promise<Observed<PodUsage[]>> {
    const queries = prometheusQueries(of);
    return this.#observe(async () => {
      const [cpu, memory] = await Promise.all([
        this.#client.query(queries.cpuByPod, of.signal),
        this.#client.query(queries.memoryByPod, of.signal),
      ]);
      const cores = new Map(cpu.map(each => [each.labels.pod, each.value]));
      return memory.map(({ labels, value, time }) => ({
        pod: labels.pod ?? '',
        // A pod that just started has memory, but no rate yet.
        cpuCores: cores.get(labels.pod ?? '') ?? 0,
        memoryBytes: value,
        measuredAt: isoTime(time),
      }));
    });
  }

  history(
    of: UsageOf,
    range: { since: Date; until: Date; stepSeconds: number },
  ): Promise<Observed<UsagePoint[]>> {
    const queries = prometheusQueries(of);
    return this.#observe(async () => {
      const [cpu, memory] = await Promise.all([
        this.#client.queryRange(queries.cpu, range, of.signal),
        this.#client.queryRange(queries.memory, range, of.signal),
      ]);
      return joinByTime(cpu, memory);
    });
  }

  peaks(
    of: UsageOf & { service: string },
    lookbackSeconds: number,
  ): Promise<Observed<UsagePeaks>> {
    const queries = prometheusQueries(of).peaks(lookbackSeconds);
    return this.#observe(async () => {
      const [cpu, memory, samples] = await Promise.all(
        [queries.cpuP95, queries.memoryMax, queries.samples].map(query =>
          this.#client.query(query, of.signal),
        ),
      );
      if (cpu.length === 0 || memory.length === 0) {
        throw new NeighborError(
          'Prometheus has no figures of this service yet',
        );
      }
      return {
        cpuP95Cores: most(cpu),
        memoryMaxBytes: most(memory),
        coveredSeconds: Math.min(
          lookbackSeconds,
          Math.max(0, most(samples)) * PEAK_STEP_SECONDS,
        ),
      };
    });
  }

  async #observe<T>(read: () => Promise<T>): Promise<Observed<T>> {
    try {
      return {
        value: await read(),
        source: SOURCE,
        observedAt: this.#clock.now().toISOString(),
      };
    } catch (error) {
      if (error instanceof NeighborError) {
        return { unknown: error.message, source: SOURCE };
      }
      throw error;
    }
  }
}

function joinByTime(
  cpu: readonly Sample[],
  memory: readonly Sample[],
): UsagePoint[] {
  const points = new Map<number, UsagePoint>();
  const at = (time: number) => {
    const known = points.get(time);
    const point = known ?? {
      time: isoTime(time),
      cpuCores: null,
      memoryBytes: null,
    };
    points.set(time, point);
    return point;
  };
  cpu.forEach(({ time, value }) => {
    at(time).cpuCores = value;
  });
  memory.forEach(({ time, value }) => {
    at(time).memoryBytes = value;
  });
  return [...points].sort(([a], [b]) => a - b).map(([, point]) => point);
}

function most(samples: readonly Sample[]): number {
  return samples.reduce((max, { value }) => Math.max(max, value), -Infinity);
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
