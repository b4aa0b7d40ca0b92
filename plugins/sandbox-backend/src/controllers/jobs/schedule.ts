import { Cron } from 'croner';

/** When a cron job runs. */
export interface Schedule {
  /** The last time at or before a moment, if there was one after another. */
  latest(after: Date, until: Date): Date | undefined;
  next(after: Date): Date | undefined;
}

/**
 * Reads a schedule of five fields, or `@hourly` and the like. Without a time
 * zone it is in UTC, as that of a controller manager usually is.
 *
 * @throws Error that says what is wrong with the schedule or the time zone
 */
export function parseSchedule(schedule: string, timeZone = 'UTC'): Schedule {
  const cron = new Cron(schedule, {
    paused: true,
    timezone: timeZone,
    ...(!schedule.startsWith('@') && { mode: '5-part' as const }),
  });
  // croner finds an unknown zone only when it computes a time.
  cron.nextRun(new Date(0));
  return {
    latest(after, until) {
      // The reference itself is left out, so that it is asked a bit later.
      const [run] = cron.previousRuns(1, new Date(until.getTime() + 1000));
      return run && run > after && run <= until ? run : undefined;
    },
    next: after => cron.nextRun(after) ?? undefined,
  };
}
