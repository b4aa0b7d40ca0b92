import type { Observed } from '@mctl/plugin-platform-common';
import { z } from 'zod';
import { fetchJson } from '../api/fetchJson';
import { NeighborError } from '../api/NeighborError';
import { type Clock, systemClock } from '../clock';
import { cleanLine } from './cleanLine';
import { lokiQuery } from './lokiQuery';
import { logTimeOfNanoseconds } from './logTime';
import { mergeLogs } from './mergeLogs';
import type { ClusterLogs, LogLine, LogRequest, ServiceLogs } from './types';

const SOURCE = 'loki';
const TIMEOUT_MS = 15_000;
/** Loki's own default for the most entries of an answer. */
const PAGE_SIZE = 5_000;
/** How often older lines are asked for when too few match. */
const MAX_PAGES = 5;
const DEFAULT_RANGE_MS = 24 * 3_600_000;

const answerSchema = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        values: z.array(
          z
            .tuple([z.string().regex(/^\d{1,20}$/), z.string()])
            .rest(z.unknown()),
        ),
      }),
    ),
  }),
});

/** @public */
export interface LokiLogsOptions {
  /** Address of Loki, without the path of its API. */
  url: string;
  /** Asked for the lines before a restart, which Loki cannot tell apart. */
  pods: ClusterLogs;
  clock?: Clock;
}

/**
 * Logs as Loki has kept them, those of pods that are gone too.
 *
 * @public
 */
export class LokiLogs implements ClusterLogs {
  readonly #options: LokiLogsOptions;
  readonly #clock: Clock;

  static create(options: LokiLogsOptions): LokiLogs {
    return new LokiLogs(options);
  }

  private constructor(options: LokiLogsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  async read(request: LogRequest): Promise<Observed<ServiceLogs>> {
    if (request.previous) {
      return this.#options.pods.read(request);
    }
    const now = this.#clock.now();
    try {
      return {
        value: await this.#search(request, now),
        source: SOURCE,
        observedAt: now.toISOString(),
      };
    } catch (error) {
      if (error instanceof NeighborError) {
        return { unknown: error.message, source: SOURCE };
      }
      throw error;
    }
  }

  async #search(request: LogRequest, now: Date): Promise<ServiceLogs> {
    const { matches = () => true, limit } = request;
    // Loki leaves out what is at the end itself.
    let end = nanoseconds((request.until ?? now).getTime());
    const start = nanoseconds(
      (
        request.since ??
        new Date((request.until ?? now).getTime() - DEFAULT_RANGE_MS)
      ).getTime(),
    );
    let found: LogLine[] = [];
    let exhausted = false;
    for (let page = 0; page < MAX_PAGES && found.length < limit; page += 1) {
      const { lines, oldest } = await this.#page(request, { start, end });
      found = mergeLogs(
        [lines.filter(({ text }) => matches(text)), found],
        Infinity,
      ).lines;
      if (lines.length < PAGE_SIZE || oldest === undefined || oldest >= end) {
        exhausted = true;
        break;
      }
      end = oldest;
    }
    const lines = found.slice(-limit);
    return {
      lines,
      sources: countSources(lines),
      more: !exhausted || found.length > limit,
    };
  }

  async #page(
    request: LogRequest,
    range: { start: bigint; end: bigint },
  ): Promise<{ lines: LogLine[]; oldest: bigint | undefined }> {
    const url = new URL(
      `${this.#options.url.replace(/\/$/, '')}/loki/api/v1/query_range`,
    );
    url.search = String(
      new URLSearchParams({
        query: lokiQuery(request),
        start: String(range.start),
        end: String(range.end),
        limit: String(PAGE_SIZE),
        direction: 'backward',
      }),
    );
    const answer = answerSchema.safeParse(
      await fetchJson({
        name: 'Loki',
        url,
        timeoutMs: TIMEOUT_MS,
        signal: request.signal,
      }),
    );
    if (!answer.success) {
      throw new NeighborError(
        'Loki answered with something that is no result of a log query',
      );
    }
    const streams = answer.data.data.result.map(({ stream, values }) =>
      // Backward: the newest is first, also among lines of the same time.
      values.toReversed().map(([time, text]) => ({
        time: logTimeOfNanoseconds(time),
        pod: stream.pod ?? '',
        container: stream.container ?? '',
        text: cleanLine(text),
      })),
    );
    const times = answer.data.data.result.flatMap(({ values }) =>
      values.map(([time]) => BigInt(time)),
    );
    return {
      lines: mergeLogs(streams, Infinity).lines,
      oldest: times.reduce<bigint | undefined>(
        (least, time) => (least === undefined || time < least ? time : least),
        undefined,
      ),
    };
  }
}

function nanoseconds(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds)) * 1_000_000n;
}

function countSources(lines: readonly LogLine[]): ServiceLogs['sources'] {
  const counts = new Map<
    string,
    { pod: string; container: string; lines: number }
  >();
  for (const { pod, container } of lines) {
    const key = `${pod}/${container}`;
    const source = counts.get(key) ?? { pod, container, lines: 0 };
    counts.set(key, { ...source, lines: source.lines + 1 });
  }
  return [...counts.values()];
}
