import { z } from 'zod';
import type { InputFault } from '@mctl/plugin-platform-common';
import { PlatformError } from '@mctl/plugin-platform-node';

const DURATION = /^([1-9]\d{0,5})(s|m|h|d)$/;
const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const time = z.iso.datetime({ offset: true });

/** A time, or how long ago it was. */
export const timeInput = z
  .string()
  .max(40)
  .refine(text => DURATION.test(text) || time.safeParse(text).success, {
    error:
      'must be a duration such as 15m, 2h or 7d, or a time such as 2026-01-31T12:00:00Z',
  });

/** A duration such as `15m` in milliseconds; undefined when it is none. */
export function durationMs(text: string): number | undefined {
  const match = DURATION.exec(text);
  return match ? Number(match[1]) * UNIT_MS[match[2]] : undefined;
}

/**
 * The range that `since` and `until` name.
 *
 * @throws PlatformError `invalid_input` when there is nothing in it
 */
export function readTimeRange(
  input: { since?: string; until?: string },
  now: Date,
): { since?: Date; until?: Date } {
  const since = readTime(input.since, now);
  const until = readTime(input.until, now);
  const faults: InputFault[] = [];
  if (since && since > now) {
    faults.push({ path: 'since', message: 'lies in the future' });
  } else if (since && until && until <= since) {
    faults.push({ path: 'until', message: 'must be later than since' });
  }
  if (faults.length > 0) {
    throw new PlatformError(
      'invalid_input',
      faults.map(({ path, message }) => `${path}: ${message}`).join('; '),
      {
        faults,
        hint: `The platform's time is ${now.toISOString()}. A duration such as 15m means that long ago.`,
      },
    );
  }
  return { ...(since && { since }), ...(until && { until }) };
}

function readTime(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) {
    return undefined;
  }
  const ago = durationMs(text);
  return ago === undefined ? new Date(text) : new Date(now.getTime() - ago);
}
