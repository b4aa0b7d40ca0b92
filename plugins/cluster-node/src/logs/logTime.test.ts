import fc from 'fast-check';
import { logTimeOf, logTimeOfNanoseconds, readLogTime } from './logTime';

describe('times of log lines', () => {
  it.each([
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000000000Z'],
    ['2026-01-31T12:00:00.5Z', '2026-01-31T12:00:00.500000000Z'],
    ['2026-01-31T12:00:00.123456789Z', '2026-01-31T12:00:00.123456789Z'],
    ['2026-01-31T12:00:00.1+01:00', '2026-01-31T11:00:00.100000000Z'],
    ['2026-01-31T23:30:00-02:30', '2026-02-01T02:00:00.000000000Z'],
  ])('reads %s', (text, time) => {
    expect(readLogTime(text)).toBe(time);
  });

  it.each(['', 'now', '2026-01-31', '2026-13-31T12:00:00Z', '12:00:00Z'])(
    'reads no time in "%s"',
    text => {
      expect(readLogTime(text)).toBeUndefined();
    },
  );

  it('sort as text as the times do', () => {
    const nanoseconds = fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n });
    fc.assert(
      fc.property(nanoseconds, nanoseconds, (a, b) => {
        const [first, second] = [a, b].map(String).map(logTimeOfNanoseconds);
        expect(first < second).toBe(a < b);
      }),
    );
  });

  it('are the same from a date and from nanoseconds', () => {
    const date = new Date('2026-01-31T12:00:00.250Z');
    expect(logTimeOf(date)).toBe(
      logTimeOfNanoseconds(String(BigInt(date.getTime()) * 1_000_000n)),
    );
    expect(logTimeOf(date)).toBe(readLogTime(date.toISOString()));
  });
});
