import fc from 'fast-check';
import { applyRangeFunction, type Point } from './rangeFunctions';

const STEP = 15_000;
const MINUTE = 60_000;
const pointsOf = (values: readonly number[]): Point[] =>
  values.map((value, index) => ({ time: index * STEP, value }));
const apply = (
  name: Parameters<typeof applyRangeFunction>[0]['name'],
  values: readonly number[],
  quantile?: number,
) =>
  applyRangeFunction({
    name,
    quantile,
    points: pointsOf(values),
    from: 0,
    until: Math.max(1, values.length - 1) * STEP,
  });

describe('rate and increase', () => {
  const steps = fc.array(fc.nat(50), { minLength: 1, maxLength: 20 });

  it('of a counter that covers its range are what it grew by', () => {
    fc.assert(
      fc.property(fc.nat(1000), steps, (start, grown) => {
        let last = start;
        const values = [start, ...grown.map(by => (last += by))];
        expect(apply('increase', values)).toBeCloseTo(last - start);
      }),
    );
  });

  it('count on through resets to zero, however many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(50), { maxLength: 5 }), {
          minLength: 1,
          maxLength: 5,
        }),
        lives => {
          const values = lives.flatMap(grown => {
            let last = 0;
            return [0, ...grown.map(by => (last += by))];
          });
          fc.pre(values.length > 1);
          const total = lives.flat().reduce((sum, by) => sum + by, 0);
          expect(apply('increase', values)).toBeCloseTo(total);
        },
      ),
    );
  });

  it('are never negative, and the one is the other per second', () => {
    const counter = fc.array(fc.nat(100), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(counter, values => {
        const seconds = ((values.length - 1) * STEP) / 1000;
        const rate = apply('rate', values) ?? NaN;
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(apply('increase', values)).toBeCloseTo(rate * seconds);
      }),
    );
  });

  it('extend by half a step where the samples are far from the ends', () => {
    const points = pointsOf([1000, 1010, 1020]);
    const increase = applyRangeFunction({
      name: 'increase',
      points,
      from: -5 * MINUTE,
      until: 5 * MINUTE,
    });
    expect(increase).toBeCloseTo(20 * 1.5);
  });
});

describe('functions over time', () => {
  it.each([
    ['sum_over_time', 9],
    ['avg_over_time', 3],
    ['min_over_time', 1],
    ['max_over_time', 6],
    ['count_over_time', 3],
    ['last_over_time', 2],
  ] as const)('%s of 1, 6 and 2 is %i', (name, expected) => {
    expect(apply(name, [1, 6, 2])).toBe(expected);
    expect(apply(name, [])).toBeUndefined();
  });

  it.each([
    [0, 1],
    [0.5, 2],
    [0.75, 4],
    [1, 6],
    [2, Infinity],
  ])('the quantile %f of 1, 6 and 2 is %f', (quantile, expected) => {
    expect(apply('quantile_over_time', [1, 6, 2], quantile)).toBe(expected);
  });
});
