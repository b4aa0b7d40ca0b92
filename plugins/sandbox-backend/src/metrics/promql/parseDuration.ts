import { QueryError } from './QueryError';

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};
const DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/;

/**
 * A duration of Prometheus such as `1h30m`, or a number of seconds.
 *
 * @returns milliseconds, more than 0
 * @throws QueryError
 */
export function parseDuration(text: string): number {
  const ms = DURATION.test(text)
    ? [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * UNITS_MS[unit],
        0,
      )
    : Number(text) * 1000;
  if (!(ms > 0) || !Number.isFinite(ms)) {
    throw new QueryError(
      'bad_data',
      `not a valid duration string: ${JSON.stringify(text)}; write one such as 5m, or seconds`,
    );
  }
  return ms;
}
