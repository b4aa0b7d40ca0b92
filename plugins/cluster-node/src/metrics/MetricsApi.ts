import { isError } from '@backstage/errors';
import { requireQuantity, type Observed } from '@mctl/plugin-platform-common';
import { z } from 'zod';
import { getJson } from '../api/getJson';
import { KubernetesApiError } from '../api/KubernetesApiError';
import { type Clock, systemClock } from '../clock';
import type { ClusterConnection } from '../connection';
import { podNamePattern, requireName } from '../podNamePattern';
import type { PodUsage, UsageOf } from './types';

const SOURCE = 'metrics.k8s.io';
const TIMEOUT_MS = 10_000;
const BILLION = 1e9;

const listSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      timestamp: z.string(),
      containers: z.array(
        z.object({
          usage: z.object({ cpu: z.string(), memory: z.string() }),
        }),
      ),
    }),
  ),
});

/**
 * What pods use now, as the metrics server of the cluster says.
 *
 * @public
 */
export class MetricsApi {
  readonly #connection: Pick<ClusterConnection, 'load'>;
  readonly #clock: Clock;

  static create(options: {
    connection: Pick<ClusterConnection, 'load'>;
    clock?: Clock;
  }): MetricsApi {
    return new MetricsApi(options.connection, options.clock ?? systemClock);
  }

  private constructor(
    connection: Pick<ClusterConnection, 'load'>,
    clock: Clock,
  ) {
    this.#connection = connection;
    this.#clock = clock;
  }

  async usage(of: UsageOf): Promise<Observed<PodUsage[]>> {
    const { namespace, service, signal } = of;
    const isWanted =
      service === undefined ? () => true : matcher(podNamePattern(service));
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${requireName(namespace)}/pods`;
    let answer: unknown;
    try {
      answer = await getJson<unknown>(this.#connection.load(), {
        path,
        timeoutMs: TIMEOUT_MS,
        signal,
      });
    } catch (error) {
      return { unknown: reasonOf(error), source: SOURCE };
    }
    const list = listSchema.safeParse(answer);
    const pods = list.success ? readPods(list.data) : undefined;
    if (!pods) {
      return {
        unknown: 'the metrics server answered with something unreadable',
        source: SOURCE,
      };
    }
    return {
      value: pods.filter(({ pod }) => isWanted(pod)),
      source: SOURCE,
      observedAt: this.#clock.now().toISOString(),
    };
  }
}

function matcher(pattern: string): (name: string) => boolean {
  const whole = new RegExp(`^(?:${pattern})$`);
  return name => whole.test(name);
}

/** The pods, or nothing when a figure is none. */
function readPods(list: z.infer<typeof listSchema>): PodUsage[] | undefined {
  try {
    return list.items.map(({ metadata, timestamp, containers }) => ({
      pod: metadata.name,
      cpuCores: sum(containers.map(({ usage }) => usage.cpu)),
      memoryBytes: sum(containers.map(({ usage }) => usage.memory)),
      measuredAt: new Date(timestamp).toISOString(),
    }));
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

function sum(quantities: readonly string[]): number {
  return quantities.reduce(
    (total, text) => total + Number(requireQuantity(text)) / BILLION,
    0,
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof KubernetesApiError) {
    return error.status === 404
      ? 'the cluster has no metrics server'
      : 'the metrics server did not answer';
  }
  return isError(error) && error.name === 'TimeoutError'
    ? 'the metrics server did not answer in time'
    : 'the cluster could not be reached';
}
