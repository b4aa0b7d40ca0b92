import { isKnown, mapObserved, type Observed } from './observed';

const observedAt = '2026-11-22T10:00:00.000Z';
const known: Observed<number> = { value: 2, source: 'cluster', observedAt };

describe('isKnown', () => {
  it.each<[string, Observed<unknown>, boolean]>([
    ['a value', known, true],
    ['null, which was seen', { ...known, value: null }, true],
    ['zero', { ...known, value: 0 }, true],
    ['an unknown', { unknown: 'no connection', source: 'cluster' }, false],
    [
      'an unknown with a last value',
      { unknown: 'no connection', source: 'cluster', last: known },
      false,
    ],
  ])('tells whether %s is known', (_, observed, expected) => {
    expect(isKnown(observed)).toBe(expected);
  });
});

describe('mapObserved', () => {
  it('transforms a value and keeps its source and age', () => {
    expect(mapObserved(known, value => value * 2)).toEqual({
      value: 4,
      source: 'cluster',
      observedAt,
    });
  });

  it('keeps unknown unknown, and never calls back for it', () => {
    const transform = jest.fn();
    const unknown = { unknown: 'no connection', source: 'cluster' };
    expect(mapObserved(unknown, transform)).toEqual(unknown);
    expect(transform).not.toHaveBeenCalled();
  });

  it('transforms what was seen last and keeps that age', () => {
    const stale: Observed<number> = {
      unknown: 'no connection',
      source: 'cluster',
      last: known,
    };
    expect(mapObserved(stale, value => `${value} pods`)).toEqual({
      unknown: 'no connection',
      source: 'cluster',
      last: { value: '2 pods', source: 'cluster', observedAt },
    });
  });
});
