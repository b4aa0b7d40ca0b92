import { toPlatformError } from '@mctl/plugin-platform-node';
import { durationMs, readTimeRange, timeInput } from './timeInput';

const NOW = new Date('2026-03-01T10:00:00.000Z');

describe('timeInput', () => {
  it.each(['30s', '15m', '2h', '7d', '2026-01-31T12:00:00Z'])(
    'takes %s',
    text => {
      expect(timeInput.safeParse(text).success).toBe(true);
    },
  );

  it.each([
    '',
    '0m',
    '-5m',
    '1w',
    '5',
    '1e9h',
    'yesterday',
    '2026-01-31',
    '5m\0',
  ])('refuses %j', text => {
    expect(timeInput.safeParse(text).success).toBe(false);
  });
});

describe('durationMs', () => {
  it('is in milliseconds', () => {
    expect(['1s', '1m', '1h', '1d', 'x'].map(durationMs)).toEqual([
      1_000,
      60_000,
      3_600_000,
      86_400_000,
      undefined,
    ]);
  });
});

describe('readTimeRange', () => {
  it('counts back from now, or names a time in any zone', () => {
    expect(
      readTimeRange({ since: '2h', until: '2026-03-01T10:30:00+01:00' }, NOW),
    ).toEqual({
      since: new Date('2026-03-01T08:00:00Z'),
      until: new Date('2026-03-01T09:30:00Z'),
    });
    expect(readTimeRange({}, NOW)).toEqual({});
  });

  it.each([
    [{ since: '2026-03-01T10:00:01Z' }, 'since: lies in the future'],
    [{ since: '1h', until: '2h' }, 'until: must be later than since'],
    [{ since: '1h', until: '1h' }, 'until: must be later than since'],
  ])('refuses %j', (input, message) => {
    let refusal: unknown;
    try {
      readTimeRange(input, NOW);
    } catch (error) {
      refusal = error;
    }
    expect(toPlatformError(refusal)).toMatchObject({
      code: 'invalid_input',
      message,
      hint: expect.stringContaining('2026-03-01T10:00:00.000Z'),
    });
  });
});
