import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@mctl/plugin-cluster-node';
import { exposition } from './exposition';
import type { Labels, MetricFamily } from './families';
import { checkSteps, Evaluator, keyOf } from './promql/evaluate';
import { parseDuration } from './promql/parseDuration';
import { parseQuery } from './promql/parseQuery';
import { QueryError } from './promql/QueryError';
import type { SampleHistory } from './SampleHistory';

const MAX_BODY_BYTES = 64 * 1024;

const PATHS = new Set(['/metrics', '/api/v1/query', '/api/v1/query_range']);

export interface PrometheusApiOptions {
  clock: Clock;
  /** All metrics as they are now. */
  collect: () => readonly MetricFamily[];
  history: SampleHistory;
  /** Why there is no history, when there is none. */
  unavailable: () => string | undefined;
}

/**
 * Metrics for a Prometheus to scrape at `/metrics`, and the part of
 * Prometheus' own HTTP API that the platform asks, on what was recorded.
 */
export class PrometheusApi {
  readonly #options: PrometheusApiOptions;

  static create(options: PrometheusApiOptions): PrometheusApi {
    return new PrometheusApi(options);
  }

  private constructor(options: PrometheusApiOptions) {
    this.#options = options;
  }

  /** @returns whether there is something at the path that was asked for */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    const { method = 'GET' } = request;
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    const path = url?.pathname ?? '/';
    if (!url || !PATHS.has(path)) {
      return false;
    }
    if (path === '/metrics' && method === 'GET') {
      const { contentType, body } = await exposition(this.#options.collect());
      response.writeHead(200, { 'content-type': contentType }).end(body);
      return true;
    }
    if (method !== 'GET' && (method !== 'POST' || path === '/metrics')) {
      response.writeHead(405, { allow: 'GET, POST' }).end();
      return true;
    }
    try {
      const parameters = await readParameters(request, url);
      const data =
        path === '/api/v1/query'
          ? this.#query(parameters)
          : this.#queryRange(parameters);
      sendJson(response, 200, { status: 'success', data });
    } catch (error) {
      if (!(error instanceof QueryError)) {
        throw error;
      }
      sendJson(response, error.type === 'bad_data' ? 400 : 422, {
        status: 'error',
        errorType: error.type,
        error: error.message,
      });
    }
    return true;
  }

  #query(parameters: URLSearchParams) {
    const now = this.#options.clock.now().getTime();
    const time = readTime(parameters, 'time') ?? now;
    const expression = parseQuery(parameters.get('query') ?? '');
    if (expression.type === 'number') {
      return { resultType: 'scalar', result: point(time, expression.value) };
    }
    const result = this.#evaluator()
      .at(expression, time)
      .map(({ labels, value }) => ({
        metric: labels,
        value: point(time, value),
      }));
    return { resultType: 'vector', result };
  }

  #queryRange(parameters: URLSearchParams) {
    const start = required(readTime(parameters, 'start'), 'start');
    const end = required(readTime(parameters, 'end'), 'end');
    const step = parseDuration(parameters.get('step') ?? '');
    if (end < start) {
      throw new QueryError(
        'bad_data',
        'invalid parameter "end": end timestamp must not be before start time',
      );
    }
    checkSteps((end - start) / step);
    const expression = parseQuery(parameters.get('query') ?? '');
    const evaluator = this.#evaluator();
    const all = new Map<
      string,
      { metric: Labels; values: Array<[number, string]> }
    >();
    for (let time = start; time <= end; time += step) {
      for (const { labels, value } of evaluator.at(expression, time)) {
        const key = keyOf(labels);
        const known = all.get(key) ?? { metric: labels, values: [] };
        all.set(key, known);
        known.values.push(point(time, value));
      }
    }
    return { resultType: 'matrix', result: [...all.values()] };
  }

  #evaluator(): Evaluator {
    const { history, unavailable } = this.#options;
    const why = unavailable();
    if (why !== undefined) {
      throw new QueryError('execution', why);
    }
    return new Evaluator(history);
  }
}

/** Of the address and, with POST, of the form in the body. */
async function readParameters(
  request: IncomingMessage,
  url: URL,
): Promise<URLSearchParams> {
  const parameters = new URLSearchParams(url.searchParams);
  if (request.method !== 'POST') {
    return parameters;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new QueryError('bad_data', 'the form is larger than 64 KiB');
    }
    chunks.push(chunk);
  }
  new URLSearchParams(Buffer.concat(chunks).toString('utf8')).forEach(
    (value, name) => parameters.append(name, value),
  );
  return parameters;
}

/** Seconds since 1970 or a time of RFC 3339, in milliseconds. */
function readTime(
  parameters: URLSearchParams,
  name: string,
): number | undefined {
  const text = parameters.get(name);
  if (text === null) {
    return undefined;
  }
  const time = /^-?\d+(?:\.\d+)?$/.test(text)
    ? Math.round(Number(text) * 1000)
    : Date.parse(text);
  if (!Number.isFinite(time)) {
    throw new QueryError(
      'bad_data',
      `invalid parameter "${name}": cannot parse ${JSON.stringify(text)} to a valid timestamp`,
    );
  }
  return time;
}

function required(time: number | undefined, name: string): number {
  if (time === undefined) {
    throw new QueryError(
      'bad_data',
      `invalid parameter "${name}": cannot parse "" to a valid timestamp`,
    );
  }
  return time;
}

function point(time: number, value: number): [number, string] {
  return [time / 1000, formatValue(value)];
}

/** As Go formats it. */
function formatValue(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) {
    return String(value);
  }
  return value > 0 ? '+Inf' : '-Inf';
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify(body));
}
