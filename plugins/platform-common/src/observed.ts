/**
 * A value that came from elsewhere: either what was seen, with where and when,
 * or the reason why it is not known. Unknown is never shown as empty.
 *
 * @public
 */
export type Observed<T> = Known<T> | Unknown<T>;

/** A value that was seen. @public */
export interface Known<T> {
  value: T;
  /** Where it was seen, such as `cluster` or `repository`. */
  source: string;
  /** When it was seen, ISO 8601. */
  observedAt: string;
}

/** A value that could not be seen. @public */
export interface Unknown<T> {
  /** Why it is not known, one sentence for people. */
  unknown: string;
  source: string;
  /** What was seen last, when anything was. */
  last?: Known<T>;
}

/** Whether the value is known. @public */
export function isKnown<T>(observed: Observed<T>): observed is Known<T> {
  return 'value' in observed;
}

/** Transforms the value inside, known or last seen. @public */
export function mapObserved<T, R>(
  observed: Observed<T>,
  transform: (value: T) => R,
): Observed<R> {
  if (isKnown(observed)) {
    return { ...observed, value: transform(observed.value) };
  }
  const { last, ...rest } = observed;
  return last
    ? { ...rest, last: { ...last, value: transform(last.value) } }
    : rest;
}
