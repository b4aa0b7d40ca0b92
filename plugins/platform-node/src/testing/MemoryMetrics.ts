import type { Observed } from '@mctl/plugin-platform-common';
import type {
  ClusterMetrics,
  PodUsage,
  UsageOf,
  UsagePeaks,
  UsagePoint,
} from '@mctl/plugin-cluster-node';

const SOURCE = 'metrics';

/** Figures that a test puts in. What was not put in is unknown. */
export class MemoryMetrics implements ClusterMetrics {
  /** By namespace. */
  readonly pods = new Map<string, PodUsage[]>();
  /** By namespace and service, or by namespace alone. */
  readonly points = new Map<string, UsagePoint[]>();
  readonly peaksOf = new Map<string, UsagePeaks>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  async usage({ namespace, service }: UsageOf): Promise<Observed<PodUsage[]>> {
    return this.#observe(
      this.pods
        .get(namespace)
        ?.filter(({ pod }) => !service || pod.startsWith(`${service}-`)),
    );
  }

  async history(of: UsageOf): Promise<Observed<UsagePoint[]>> {
    return this.#observe(this.points.get(keyOf(of)));
  }

  async peaks(of: UsageOf): Promise<Observed<UsagePeaks>> {
    return this.#observe(this.peaksOf.get(keyOf(of)));
  }

  #observe<T>(value: T | undefined): Observed<T> {
    return value === undefined
      ? { unknown: 'there are no metrics', source: SOURCE }
      : { value, source: SOURCE, observedAt: this.#now().toISOString() };
  }
}

function keyOf({ namespace, service }: UsageOf): string {
  return service === undefined ? namespace : `${namespace}/${service}`;
}
