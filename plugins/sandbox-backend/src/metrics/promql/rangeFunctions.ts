import type { RangeFunction } from './expressions';

/** A value at a time in milliseconds. */
export interface Point {
  time: number;
  value: number;
}

/**
 * What a function makes of the samples of a range; nothing when they are too
 * few.
 */
export function applyRangeFunction(options: {
  name: RangeFunction;
  quantile?: number;
  points: readonly Point[];
  from: number;
  until: number;
}): number | undefined {
  const { name, points } = options;
  const values = points.map(({ value }) => value);
  if (values.length === 0) {
    return undefined;
  }
  switch (name) {
    case 'rate':
    case 'increase':
      return extrapolated(options);
    case 'avg_over_time':
      return sum(values) / values.length;
    case 'min_over_time':
      return values.reduce((a, b) => Math.min(a, b));
    case 'max_over_time':
      return values.reduce((a, b) => Math.max(a, b));
    case 'sum_over_time':
      return sum(values);
    case 'count_over_time':
      return values.length;
    case 'last_over_time':
      return values.at(-1);
    case 'quantile_over_time':
      return quantileOf(values, options.quantile ?? 0.5);
    default:
      return unknownFunction(name);
  }
}

/**
 * `extrapolatedRate` of Prometheus (promql/functions.go): the increase of a
 * counter with its resets, extended to the ends of the range unless these are
 * too far away.
 */
function extrapolated({
  name,
  points,
  from,
  until,
}: {
  name: RangeFunction;
  points: readonly Point[];
  from: number;
  until: number;
}): number | undefined {
  if (points.length < 2) {
    return undefined;
  }
  const first = points[0];
  const last = points[points.length - 1];
  let increase = last.value - first.value;
  for (let index = 1; index < points.length; index += 1) {
    if (points[index].value < points[index - 1].value) {
      increase += points[index - 1].value;
    }
  }
  const sampled = (last.time - first.time) / 1000;
  const average = sampled / (points.length - 1);
  const threshold = average * 1.1;
  let toStart = (first.time - from) / 1000;
  let toEnd = (until - last.time) / 1000;
  // A counter was never below zero.
  if (increase > 0 && first.value >= 0) {
    toStart = Math.min(toStart, sampled * (first.value / increase));
  }
  toStart = toStart < threshold ? toStart : average / 2;
  toEnd = toEnd < threshold ? toEnd : average / 2;
  const factor = (sampled + toStart + toEnd) / sampled;
  return name === 'rate'
    ? (increase * factor) / ((until - from) / 1000)
    : increase * factor;
}

function quantileOf(values: readonly number[], quantile: number): number {
  if (quantile > 1) {
    return Infinity;
  }
  const sorted = [...values].sort((a, b) => a - b);
  const rank = quantile * (sorted.length - 1);
  const low = Math.floor(rank);
  const high = Math.min(sorted.length - 1, low + 1);
  const weight = rank - low;
  return sorted[low] * (1 - weight) + sorted[high] * weight;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** TypeScript finds a function that is forgotten above. */
function unknownFunction(name: never): undefined {
  return name;
}
