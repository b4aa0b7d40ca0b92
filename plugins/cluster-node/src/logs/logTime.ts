const TIMESTAMP =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/**
 * A time with nanoseconds in one form, so that times sort as text.
 *
 * @returns undefined when it is not in the form of RFC 3339
 */
export function readLogTime(text: string): string | undefined {
  const match = TIMESTAMP.exec(text);
  const milliseconds = match && Date.parse(`${match[1]}${match[3]}`);
  if (!match || milliseconds === null || Number.isNaN(milliseconds)) {
    return undefined;
  }
  return formatLogTime(milliseconds, (match[2] ?? '').padEnd(9, '0'));
}

/** The time of nanoseconds since 1970, as Loki gives it. */
export function logTimeOfNanoseconds(nanoseconds: string): string {
  const all = nanoseconds.padStart(10, '0');
  return formatLogTime(Number(all.slice(0, -9)) * 1000, all.slice(-9));
}

/** Whole seconds in milliseconds, and nine digits of a second. */
function formatLogTime(milliseconds: number, nanoseconds: string): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}.${nanoseconds}Z`;
}

/** A date as a log time, to compare with. */
export function logTimeOf(date: Date): string {
  return `${date.toISOString().slice(0, -1)}000000Z`;
}
