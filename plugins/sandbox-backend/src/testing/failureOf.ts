/** What a function throws; undefined when it throws nothing. */
export function failureOf(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
