import type { Labels } from '../families';
import type { SampleHistory, Series } from '../SampleHistory';
import type {
  Aggregation,
  Aggregator,
  Expression,
  Matcher,
  RangeExpression,
  RangeFunctionCall,
  Selector,
} from './expressions';
import { labelPattern } from './labelPattern';
import { QueryError } from './QueryError';
import { applyRangeFunction, type Point } from './rangeFunctions';

/** How old the newest sample may be. */
const LOOKBACK_MS = 300_000;
/** Of subqueries that name none. */
const DEFAULT_STEP_MS = 60_000;
const MAX_STEPS = 11_000;

/** One series of a result. */
export interface VectorSample {
  labels: Labels;
  value: number;
}

/** Evaluates expressions on what was recorded. */
export class Evaluator {
  readonly #history: SampleHistory;
  /** Series of each selector, looked up once in a query. */
  readonly #selected = new Map<
    Selector,
    Array<{ labels: Labels; series: Series }>
  >();

  constructor(history: SampleHistory) {
    this.#history = history;
  }

  /**
   * @param time - milliseconds
   * @throws QueryError
   */
  at(expression: Expression, time: number): VectorSample[] {
    switch (expression.type) {
      case 'number':
        return [{ labels: {}, value: expression.value }];
      case 'selector':
        return this.#instant(expression, time);
      case 'aggregation':
        return this.#aggregate(expression, time);
      case 'function':
        return this.#call(expression, time);
      default:
        return expression;
    }
  }

  #instant(selector: Selector, time: number): VectorSample[] {
    const newest = this.#history.readings(time - LOOKBACK_MS + 1, time).at(-1);
    if (!newest) {
      return [];
    }
    // A series that was not among the newest samples is gone.
    return this.#select(selector).flatMap(({ labels, series }) => {
      const value = series.at(newest.index);
      return value === undefined ? [] : [{ labels, value }];
    });
  }

  #call(call: RangeFunctionCall, time: number): VectorSample[] {
    const { name, quantile, of } = call;
    const from = time - of.rangeMs;
    const results = this.#range(of, time).flatMap(({ labels, points }) => {
      const value = applyRangeFunction({
        name,
        quantile,
        points,
        from,
        until: time,
      });
      const { __name__: _, ...rest } = labels;
      return value === undefined
        ? []
        : [{ labels: name === 'last_over_time' ? labels : rest, value }];
    });
    const keys = new Set(results.map(({ labels }) => keyOf(labels)));
    if (keys.size < results.length) {
      throw new QueryError(
        'execution',
        'vector cannot contain metrics with the same labelset',
      );
    }
    return results;
  }

  #range(
    of: RangeExpression,
    time: number,
  ): Array<{ labels: Labels; points: Point[] }> {
    const from = time - of.rangeMs;
    if (of.type === 'range') {
      // Since Prometheus 3 a range does not include its beginning.
      const readings = this.#history.readings(from + 1, time);
      return this.#select(of.of).map(({ labels, series }) => ({
        labels,
        points: readings.flatMap(reading => {
          const value = series.at(reading.index);
          return value === undefined ? [] : [{ time: reading.time, value }];
        }),
      }));
    }
    const step = of.stepMs ?? DEFAULT_STEP_MS;
    checkSteps(of.rangeMs / step);
    const all = new Map<string, { labels: Labels; points: Point[] }>();
    // Steps of a subquery lie at multiples of the step, whatever the time is.
    const first = Math.floor(from / step) * step + step;
    for (let at = first; at <= time; at += step) {
      for (const { labels, value } of this.at(of.of, at)) {
        const key = keyOf(labels);
        const known = all.get(key) ?? { labels, points: [] };
        all.set(key, known);
        known.points.push({ time: at, value });
      }
    }
    return [...all.values()];
  }

  #aggregate(aggregation: Aggregation, time: number): VectorSample[] {
    const { operator, grouping, labels: names, of } = aggregation;
    const groups = new Map<string, { labels: Labels; values: number[] }>();
    for (const { labels, value } of this.at(of, time)) {
      const kept = Object.fromEntries(
        Object.entries(labels).filter(
          ([name]) =>
            names.includes(name) === (grouping === 'by') &&
            (grouping === 'by' || name !== '__name__'),
        ),
      );
      const key = keyOf(kept);
      const group = groups.get(key) ?? { labels: kept, values: [] };
      groups.set(key, group);
      group.values.push(value);
    }
    return [...groups.values()].map(({ labels, values }) => ({
      labels,
      value: aggregated(operator, values),
    }));
  }

  #select(selector: Selector): Array<{ labels: Labels; series: Series }> {
    const known = this.#selected.get(selector);
    if (known) {
      return known;
    }
    const tests = selector.matchers.map(matcher => ({
      label: matcher.label,
      fits: matching(matcher),
    }));
    const ofName = tests.filter(({ label }) => label === '__name__');
    const others = tests.filter(({ label }) => label !== '__name__');
    const found = this.#history
      .series(name => ofName.every(({ fits }) => fits(name)))
      .filter(({ series }) =>
        others.every(({ label, fits }) => fits(series.labels[label] ?? '')),
      )
      .map(({ name, series }) => ({
        labels: { __name__: name, ...series.labels },
        series,
      }));
    this.#selected.set(selector, found);
    return found;
  }
}

/** @throws QueryError when a result would have too many points */
export function checkSteps(steps: number): void {
  if (steps > MAX_STEPS) {
    throw new QueryError(
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
}

/** The same for the same labels, in whatever order they are. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}

function matching({ operator, value }: Matcher): (text: string) => boolean {
  switch (operator) {
    case '=':
      return text => text === value;
    case '!=':
      return text => text !== value;
    default: {
      const pattern = labelPattern(value);
      return text => pattern.matches(text) === (operator === '=~');
    }
  }
}

function aggregated(operator: Aggregator, values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  switch (operator) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / values.length;
    case 'min':
      return values.reduce((a, b) => Math.min(a, b));
    case 'max':
      return values.reduce((a, b) => Math.max(a, b));
    case 'count':
      return values.length;
    default:
      return operator;
  }
}
