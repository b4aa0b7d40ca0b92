/**
 * Whether a JSON value is nested deeper than a limit. Iterative, so that the
 * check itself survives what it looks for.
 */
export function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) {
      return true;
    }
    level = level.flatMap(item =>
      typeof item === 'object' && item !== null
        ? Object.values(item).filter(
            child => typeof child === 'object' && child !== null,
          )
        : [],
    );
  }
  return false;
}
