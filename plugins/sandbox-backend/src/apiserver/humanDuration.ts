const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/**
 * An age as kubectl prints it: the shorter, the more precise.
 *
 * @remarks
 * Follows `HumanDuration` of k8s.io/apimachinery/pkg/util/duration.
 */
export function humanDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 2 * MINUTE) {
    return `${seconds}s`;
  }
  if (seconds < 10 * MINUTE) {
    return two(seconds, MINUTE, 'm', 1, 's');
  }
  if (seconds < 3 * HOUR) {
    return `${Math.floor(seconds / MINUTE)}m`;
  }
  if (seconds < 8 * HOUR) {
    return two(seconds, HOUR, 'h', MINUTE, 'm');
  }
  if (seconds < 2 * DAY) {
    return `${Math.floor(seconds / HOUR)}h`;
  }
  if (seconds < 8 * DAY) {
    return two(seconds, DAY, 'd', HOUR, 'h');
  }
  if (seconds < 2 * YEAR) {
    return `${Math.floor(seconds / DAY)}d`;
  }
  if (seconds < 8 * YEAR) {
    return two(seconds, YEAR, 'y', DAY, 'd');
  }
  return `${Math.floor(seconds / YEAR)}y`;
}

function two(
  seconds: number,
  large: number,
  largeUnit: string,
  small: number,
  smallUnit: string,
): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)}${largeUnit}${rest ? `${rest}${smallUnit}` : ''}`;
}
