import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Clock } from '@mctl/plugin-cluster-node';
import type { ObjectStore } from '../store/ObjectStore';
import { PODS } from '../store/resources';
import type { MetricsCollector } from './MetricsCollector';
import { SampleHistory } from './SampleHistory';

/** How often all metrics are read, as a Prometheus is set up in most clusters. */
export const SCRAPE_MS = 15_000;
const RETENTION_MS = 6 * 3_600_000;
/** A laptop has no memory for the history of more. */
const MAX_PODS = 1000;

/** Reads all metrics again and again, and keeps them for some hours. */
export class MetricsRecorder {
  readonly history = SampleHistory.create({ retentionMs: RETENTION_MS });
  readonly #options: {
    store: ObjectStore;
    clock: Clock;
    logger: LoggerService;
    collector: MetricsCollector;
  };
  #cancel: (() => void) | undefined;
  #warned = false;

  static create(options: {
    store: ObjectStore;
    clock: Clock;
    logger: LoggerService;
    collector: MetricsCollector;
  }): MetricsRecorder {
    return new MetricsRecorder(options);
  }

  private constructor(options: {
    store: ObjectStore;
    clock: Clock;
    logger: LoggerService;
    collector: MetricsCollector;
  }) {
    this.#options = options;
  }

  /** Why there is no history just now, when there is none. */
  get unavailable(): string | undefined {
    const pods = this.#options.store.list(PODS).length;
    return pods > MAX_PODS
      ? `the sandbox keeps no history of more than ${MAX_PODS} pods, and there are ${pods}`
      : undefined;
  }

  start(): void {
    const { clock } = this.#options;
    const read = () => {
      this.#read();
      this.#cancel = clock.schedule(SCRAPE_MS, read);
    };
    this.#cancel = clock.schedule(SCRAPE_MS, read);
  }

  stop(): void {
    this.#cancel?.();
  }

  #read(): void {
    const { clock, collector, logger } = this.#options;
    const { unavailable } = this;
    if (unavailable === undefined) {
      this.history.add(clock.now().getTime(), collector.collect());
    } else if (!this.#warned) {
      this.#warned = true;
      logger.warn(`Metrics are not recorded: ${unavailable}`);
    }
  }
}
