/** A condition on a label. */
export interface Matcher {
  label: string;
  operator: '=' | '!=' | '=~' | '!~';
  value: string;
}

export interface Selector {
  type: 'selector';
  matchers: Matcher[];
}

/** Samples over time, of a selector or of an expression evaluated in steps. */
export type RangeExpression =
  | { type: 'range'; of: Selector; rangeMs: number }
  | { type: 'subquery'; of: Expression; rangeMs: number; stepMs?: number };

export interface Aggregation {
  type: 'aggregation';
  operator: Aggregator;
  grouping: 'by' | 'without';
  labels: string[];
  of: Expression;
}

export interface RangeFunctionCall {
  type: 'function';
  name: RangeFunction;
  /** Of `quantile_over_time`. */
  quantile?: number;
  of: RangeExpression;
}

/** The part of PromQL that the sandbox evaluates. */
export type Expression =
  | { type: 'number'; value: number }
  | Selector
  | Aggregation
  | RangeFunctionCall;

export const AGGREGATORS = ['sum', 'avg', 'min', 'max', 'count'] as const;
export type Aggregator = (typeof AGGREGATORS)[number];

export const RANGE_FUNCTIONS = [
  'rate',
  'increase',
  'avg_over_time',
  'min_over_time',
  'max_over_time',
  'sum_over_time',
  'count_over_time',
  'last_over_time',
  'quantile_over_time',
] as const;
export type RangeFunction = (typeof RANGE_FUNCTIONS)[number];
