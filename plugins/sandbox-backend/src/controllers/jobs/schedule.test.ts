import fc from 'fast-check';
import { parseSchedule } from './schedule';

const START = new Date('2026-01-01T00:00:00Z');
const at = (time: string) => new Date(`2026-01-01T${time}Z`);

describe('parseSchedule', () => {
  it.each([
    ['*/5 * * * *', '00:05:00'],
    ['30 4 * * *', '04:30:00'],
    ['@hourly', '01:00:00'],
    ['15,45 6-8 * * *', '06:15:00'],
  ])('finds the next time of %s', (schedule, time) => {
    expect(parseSchedule(schedule).next(START)).toEqual(at(time));
  });

  it('takes a time zone', () => {
    const schedule = parseSchedule('0 9 * * *', 'Europe/Berlin');
    expect(schedule.next(START)).toEqual(at('08:00:00'));
  });

  it('runs on either day when both days are given, as cron does', () => {
    // 1 January 2026 is a Thursday; the 2nd a Friday.
    expect(parseSchedule('0 0 15 * 5').next(START)).toEqual(
      new Date('2026-01-02T00:00:00Z'),
    );
  });

  it('finds the last time that was missed', () => {
    const schedule = parseSchedule('*/5 * * * *');
    expect(schedule.latest(START, at('00:04:59'))).toBeUndefined();
    expect(schedule.latest(START, at('00:05:00'))).toEqual(at('00:05:00'));
    expect(schedule.latest(START, at('00:12:00'))).toEqual(at('00:10:00'));
    expect(schedule.latest(at('00:10:00'), at('00:12:00'))).toBeUndefined();
  });

  it.each(['', '* * *', '* * * * * *', '61 * * * *', 'soon', '@sometimes'])(
    'refuses %p',
    schedule => {
      expect(() => parseSchedule(schedule)).toThrow(Error);
    },
  );

  it('refuses a time zone that there is not', () => {
    expect(() => parseSchedule('* * * * *', 'Mars/Base')).toThrow(Error);
  });

  it('finds as the last time what was the next', () => {
    const minutes = fc.integer({ min: 1, max: 59 });
    fc.assert(
      fc.property(minutes, fc.integer({ min: 0, max: 10 ** 6 }), (step, s) => {
        const schedule = parseSchedule(`*/${step} * * * *`);
        const from = new Date(START.getTime() + s * 1000);
        const next = schedule.next(from);
        expect(next && next > from).toBe(true);
        expect(next && schedule.latest(from, next)).toEqual(next);
      }),
      { numRuns: 50 },
    );
  });
});
