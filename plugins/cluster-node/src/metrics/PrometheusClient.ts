import { z } from 'zod';
import { fetchJson } from '../api/fetchJson';
import { NeighborError } from '../api/NeighborError';

const TIMEOUT_MS = 10_000;

const sample = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());

const vectorSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ metric: labels, value: sample })),
  }),
});

const matrixSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: labels, values: z.array(sample) })),
  }),
});

/** A value of a series. */
export interface Sample {
  labels: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  time: number;
  value: number;
}

/** Asks a Prometheus, and believes only what has the form of its answers. */
export class PrometheusClient {
  readonly #url: string;

  static create(options: { url: string }): PrometheusClient {
    return new PrometheusClient(options.url.replace(/\/$/, ''));
  }

  private constructor(url: string) {
    this.#url = url;
  }

  /**
   * The values of an expression now. Those that are no numbers are left out.
   *
   * @throws NeighborError
   */
  async query(expression: string, signal?: AbortSignal): Promise<Sample[]> {
    const { data } = await this.#ask(
      'query',
      { query: expression },
      vectorSchema,
      signal,
    );
    return data.result
      .map(({ metric, value }) => readSample(metric, value))
      .filter(({ value }) => Number.isFinite(value));
  }

  /**
   * The values of an expression over time, in the order of the series.
   *
   * @throws NeighborError
   */
  async queryRange(
    expression: string,
    range: { since: Date; until: Date; stepSeconds: number },
    signal?: AbortSignal,
  ): Promise<Sample[]> {
    const { data } = await this.#ask(
      'query_range',
      {
        query: expression,
        start: String(range.since.getTime() / 1000),
        end: String(range.until.getTime() / 1000),
        step: String(range.stepSeconds),
      },
      matrixSchema,
      signal,
    );
    return data.result
      .flatMap(({ metric, values }) =>
        values.map(value => readSample(metric, value)),
      )
      .filter(({ value }) => Number.isFinite(value));
  }

  async #ask<T>(
    endpoint: string,
    parameters: Record<string, string>,
    schema: z.ZodType<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const url = new URL(`${this.#url}/api/v1/${endpoint}`);
    url.search = String(
      new URLSearchParams({ ...parameters, timeout: `${TIMEOUT_MS / 1000}s` }),
    );
    const answer = schema.safeParse(
      await fetchJson({
        name: 'Prometheus',
        url,
        timeoutMs: TIMEOUT_MS,
        signal,
      }),
    );
    if (!answer.success) {
      throw new NeighborError(
        'Prometheus answered with something that is no result of a query',
      );
    }
    return answer.data;
  }
}

function readSample(
  metric: Readonly<Record<string, string>>,
  [time, value]: z.infer<typeof sample>,
): Sample {
  return { labels: metric, time, value: value === '' ? NaN : Number(value) };
}
