import type { Clock } from '@mctl/plugin-cluster-node';
import { toThousandths } from '../controllers/quantities';
import { isEndpoint, podsBehind } from '../ingress/findBackend';
import type { RequestTotal } from '../ingress/RequestMeter';
import { fractionOf, hashOf } from '../logs/hash';
import type { Ingress, Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { CLAIMS, INGRESSES, PODS, SERVICES } from '../store/resources';
import { FamilyBuilder, type Labels, type MetricFamily } from './families';
import { addPodStates } from './podStates';
import { requestRate } from './traffic';
import type { RunningContainer, UsageModel } from './UsageModel';
import { addWorkloadStates } from './workloadStates';

/** CPU periods of the kernel, each of 100 ms. */
const PERIODS_PER_SECOND = 10;
/** Share of requests that fail while a fault makes them fail. */
const FAILING_SHARE = 0.7;
const USUAL_SECONDS = 0.012;

interface Running {
  pod: Pod;
  container: RunningContainer;
}

/**
 * Reads all metrics of the cluster, under the names of the exporters that a
 * real one has: kube-state-metrics, cAdvisor, kubelet and ingress-nginx.
 */
export class MetricsCollector {
  readonly #options: MetricsCollectorOptions;
  readonly #counters = new Map<string, number>();
  #touched = new Set<string>();
  #lastAt: number;

  static create(options: MetricsCollectorOptions): MetricsCollector {
    return new MetricsCollector(options);
  }

  private constructor(options: MetricsCollectorOptions) {
    this.#options = options;
    this.#lastAt = options.clock.now().getTime();
  }

  collect(): MetricFamily[] {
    const { store, clock, usage } = this.#options;
    const now = clock.now().getTime();
    const seconds = (now - this.#lastAt) / 1000;
    this.#lastAt = now;
    this.#touched = new Set();
    const builder = new FamilyBuilder();
    const pods = store.list(PODS);
    addPodStates(builder, pods);
    addWorkloadStates(builder, store);
    const running = pods.flatMap(pod =>
      usage.running(pod).map(container => ({ pod, container })),
    );
    this.#addContainers(builder, running, now, seconds);
    this.#addVolumes(builder, running);
    this.#addRequests(builder, running, now, seconds);
    // Counters of what is gone begin anew if it comes back.
    for (const key of this.#counters.keys()) {
      if (!this.#touched.has(key)) {
        this.#counters.delete(key);
      }
    }
    return builder.build();
  }

  #addContainers(
    builder: FamilyBuilder,
    running: readonly Running[],
    now: number,
    seconds: number,
  ): void {
    const cpu = builder.describe(
      'container_cpu_usage_seconds_total',
      'counter',
      'Cumulative cpu time consumed in seconds.',
    );
    const memory = builder.describe(
      'container_memory_working_set_bytes',
      'gauge',
      'Current working set in bytes.',
    );
    const limit = builder.describe(
      'container_spec_memory_limit_bytes',
      'gauge',
      'Memory limit for the container.',
    );
    const periods = builder.describe(
      'container_cpu_cfs_periods_total',
      'counter',
      'Number of elapsed enforcement period intervals.',
    );
    const throttled = builder.describe(
      'container_cpu_cfs_throttled_periods_total',
      'counter',
      'Number of throttled period intervals.',
    );
    const throttledSeconds = builder.describe(
      'container_cpu_cfs_throttled_seconds_total',
      'counter',
      'Total time duration the container has been throttled.',
    );
    for (const { pod, container: run } of running) {
      const { namespace = '', name } = pod.metadata;
      const { image, resources } = run.container;
      const labels = {
        namespace,
        pod: name,
        container: run.container.name,
        image,
      };
      // Of what was not there the last time, from its start on.
      const since = Math.min(
        seconds,
        Math.max(0, (now - run.startedAt) / 1000),
      );
      const count = (what: string, perSecond: number) =>
        this.#count(`${run.containerID} ${what}`, perSecond * since);
      cpu(labels, count('cpu', run.cpuCores));
      memory(labels, run.memoryBytes);
      limit(labels, toThousandths(resources?.limits?.memory ?? 0) / 1000);
      if (resources?.limits?.cpu !== undefined) {
        const share = run.outcome.throttled ?? 0;
        periods(labels, Math.floor(count('periods', PERIODS_PER_SECOND)));
        throttled(
          labels,
          Math.floor(count('throttled', PERIODS_PER_SECOND * share)),
        );
        throttledSeconds(labels, count('throttled seconds', 0.6 * share));
      }
    }
  }

  #addVolumes(builder: FamilyBuilder, running: readonly Running[]): void {
    const capacity = builder.describe(
      'kubelet_volume_stats_capacity_bytes',
      'gauge',
      'Capacity in bytes of the volume',
    );
    const used = builder.describe(
      'kubelet_volume_stats_used_bytes',
      'gauge',
      'Number of used bytes in the volume',
    );
    const available = builder.describe(
      'kubelet_volume_stats_available_bytes',
      'gauge',
      'Number of available bytes in the volume',
    );
    const seen = new Set<string>();
    for (const { pod, container } of running) {
      const { namespace = '' } = pod.metadata;
      for (const { persistentVolumeClaim: source } of pod.spec.volumes ?? []) {
        const claim =
          source &&
          this.#options.store.get(CLAIMS, namespace, source.claimName);
        const size =
          claim?.status?.capacity?.storage ??
          claim?.spec.resources?.requests?.storage;
        const key = `${namespace}/${source?.claimName}`;
        if (!source || size === undefined || seen.has(key)) {
          continue;
        }
        seen.add(key);
        const labels = { namespace, persistentvolumeclaim: source.claimName };
        const bytes = toThousandths(size) / 1000;
        const share =
          container.outcome.volumeUse ?? 0.1 + 0.4 * fractionOf(hashOf(key), 0);
        capacity(labels, bytes);
        used(labels, Math.round(bytes * share));
        available(labels, bytes - Math.round(bytes * share));
      }
    }
  }

  /** Requests of the people that there would be, and those really made. */
  #addRequests(
    builder: FamilyBuilder,
    running: readonly Running[],
    now: number,
    seconds: number,
  ): void {
    const { store, requests } = this.#options;
    const totals = new Map<
      string,
      { labels: Labels; count: number; seconds: number }
    >();
    const add = (total: RequestTotal) => {
      const { namespace, ingress, service, host, method } = total;
      const status = String(total.status);
      const labels = {
        namespace,
        ingress,
        service,
        host,
        method,
        path: '/',
        status,
      };
      const key = JSON.stringify(labels);
      const known = totals.get(key) ?? { labels, count: 0, seconds: 0 };
      totals.set(key, known);
      known.count += total.count;
      known.seconds += total.seconds;
    };
    requests().forEach(add);
    const byUid = new Map(
      running.map(({ pod, container }) => [pod.metadata.uid, container]),
    );
    for (const ingress of store.list(INGRESSES)) {
      this.#simulated(ingress, byUid, now, seconds).forEach(add);
    }
    const count = builder.describe(
      'nginx_ingress_controller_requests',
      'counter',
      'The total number of client requests',
    );
    const durations = builder.describe(
      'nginx_ingress_controller_request_duration_seconds_sum',
      'counter',
      'The request processing time in seconds, all requests together',
    );
    const measured = builder.describe(
      'nginx_ingress_controller_request_duration_seconds_count',
      'counter',
      'The number of requests whose processing time is in the sum',
    );
    for (const total of totals.values()) {
      count(total.labels, Math.floor(total.count));
      durations(total.labels, total.seconds);
      measured(total.labels, Math.floor(total.count));
    }
  }

  #simulated(
    { metadata, spec }: Ingress,
    running: ReadonlyMap<string, RunningContainer>,
    now: number,
    seconds: number,
  ): RequestTotal[] {
    const { namespace = '', name: ingress } = metadata;
    return (spec?.rules ?? []).flatMap(({ host = '', http }) => {
      const service = http?.paths[0]?.backend.service?.name;
      if (service === undefined) {
        return [];
      }
      const run = this.#podsOf(namespace, service)
        .filter(isEndpoint)
        .map(pod => running.get(pod.metadata.uid))
        .find(each => each !== undefined);
      const app = run?.outcome.app;
      const failure = app?.status !== undefined && app.status >= 400;
      const amount = requestRate(namespace, service, now) * seconds;
      const shares = new Map([
        [run ? 200 : 503, failure ? 1 - FAILING_SHARE : 1],
      ]);
      if (failure) {
        shares.set(app.status ?? 500, FAILING_SHARE);
      }
      const latency = run
        ? (app?.latencyMs ?? 0) / 1000 + USUAL_SECONDS
        : 0.001;
      // Counters stay where they are while nothing is added to them.
      const kinds = new Set([200, 500, 502, 503, ...shares.keys()]);
      return [...kinds].flatMap(status => {
        const share = shares.get(status) ?? 0;
        const key = `${namespace}/${ingress}/${host} ${status}`;
        const count = this.#count(key, amount * share);
        const spent = this.#count(`${key} seconds`, amount * share * latency);
        return count > 0
          ? [
              {
                namespace,
                ingress,
                service,
                host,
                method: 'GET',
                status,
                count,
                seconds: spent,
              },
            ]
          : [];
      });
    });
  }

  #podsOf(namespace: string, service: string): Pod[] {
    const { store } = this.#options;
    const found = store.get(SERVICES, namespace, service);
    return found ? podsBehind(store, found) : [];
  }

  #count(key: string, more: number): number {
    const value = (this.#counters.get(key) ?? 0) + more;
    this.#counters.set(key, value);
    this.#touched.add(key);
    return value;
  }
}

export interface MetricsCollectorOptions {
  store: ObjectStore;
  clock: Clock;
  usage: UsageModel;
  /** The requests that were really made. */
  requests: () => readonly RequestTotal[];
}
