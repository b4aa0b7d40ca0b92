import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Clock } from '@mctl/plugin-cluster-node';
import type { FaultBook } from '../faults/FaultBook';
import { RequestMeter } from '../ingress/RequestMeter';
import type { ObjectStore } from '../store/ObjectStore';
import { MetricsCollector } from './MetricsCollector';
import { MetricsRecorder } from './MetricsRecorder';
import { PrometheusApi } from './PrometheusApi';
import { UsageModel } from './UsageModel';

/** Everything that is measured in the cluster. */
export class ClusterMetrics {
  /** What containers use now. */
  readonly usage: UsageModel;
  /** Counts requests that are made through the ingress. */
  readonly requests: RequestMeter;
  readonly api: PrometheusApi;
  readonly #recorder: MetricsRecorder;

  static create(options: {
    store: ObjectStore;
    clock: Clock;
    faults: FaultBook;
    logger: LoggerService;
  }): ClusterMetrics {
    return new ClusterMetrics(options);
  }

  private constructor(options: {
    store: ObjectStore;
    clock: Clock;
    faults: FaultBook;
    logger: LoggerService;
  }) {
    const { clock } = options;
    const requests = RequestMeter.create({ clock });
    this.requests = requests;
    this.usage = UsageModel.create({
      ...options,
      load: (namespace, service) => requests.rate(namespace, service),
    });
    const collector = MetricsCollector.create({
      ...options,
      usage: this.usage,
      requests: () => requests.totals(),
    });
    const recorder = MetricsRecorder.create({ ...options, collector });
    this.#recorder = recorder;
    this.api = PrometheusApi.create({
      clock,
      collect: () => collector.collect(),
      history: recorder.history,
      unavailable: () => recorder.unavailable,
    });
  }

  start(): void {
    this.#recorder.start();
  }

  stop(): void {
    this.#recorder.stop();
  }
}
