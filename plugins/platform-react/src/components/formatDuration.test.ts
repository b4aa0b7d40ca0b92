import { formatDuration, isoDurationLabel } from './formatDuration';
import { relativeTime } from './RelativeTime';

describe('formatDuration', () => {
  it.each([
    [-5, '0 s'],
    [0, '0 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [65_000, '1 min 5 s'],
    [3_600_000, '1 h'],
    [3_840_000, '1 h 4 min'],
    [97_200_000, '1 d 3 h'],
  ])('says %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe('isoDurationLabel', () => {
  it.each([
    ['PT1H4M', '1 h 4 min'],
    ['P1DT3H', '1 d 3 h'],
    [null, 'unknown'],
    ['soon', 'unknown'],
  ])('says %s as %s', (duration, text) => {
    expect(isoDurationLabel(duration)).toBe(text);
  });
});

describe('relativeTime', () => {
  it.each([
    [0, 'just now'],
    [5_000, 'just now'],
    [-9_000, 'just now'],
    [-30_000, '30 seconds ago'],
    [-90_000, '1 minute ago'],
    [-3_600_000, '1 hour ago'],
    [-86_400_000, 'yesterday'],
    [-40 * 86_400_000, 'last month'],
  ])('says %d ms from now as %s', (offset, text) => {
    expect(relativeTime(1_000_000_000 + offset, 1_000_000_000)).toBe(text);
  });
});
