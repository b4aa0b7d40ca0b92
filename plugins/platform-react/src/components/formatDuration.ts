import { Duration } from 'luxon';

/**
 * A length of time in milliseconds as people say it, such as "1 min 5 s".
 *
 * @public
 */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return join([minutes, 'min'], [seconds % 60, 's']);
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return join([hours, 'h'], [minutes % 60, 'min']);
  }
  return join([Math.floor(hours / 24), 'd'], [hours % 24, 'h']);
}

function join(...parts: Array<[amount: number, unit: string]>): string {
  return parts
    .filter(([amount], index) => index === 0 || amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** An ISO 8601 duration as people say it; "unknown" when there is none. @public */
export function isoDurationLabel(duration: string | null): string {
  const parsed = duration === null ? undefined : Duration.fromISO(duration);
  return parsed?.isValid ? formatDuration(parsed.toMillis()) : 'unknown';
}
