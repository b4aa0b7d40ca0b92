import fc from 'fast-check';
import type { MetricFamily } from '../families';
import { SampleHistory } from '../SampleHistory';
import { Evaluator } from './evaluate';
import { parseQuery } from './parseQuery';

const STEP = 15_000;
const START = Date.parse('2026-01-01T00:00:00Z');

/** A history of one family; `undefined` where a series is not there. */
function record(
  series: Record<string, ReadonlyArray<number | undefined>>,
  name = 'm',
) {
  const history = SampleHistory.create({ retentionMs: 86_400_000 });
  const length = Math.max(...Object.values(series).map(each => each.length));
  for (let index = 0; index < length; index += 1) {
    const samples = Object.entries(series).flatMap(([pod, values]) => {
      const value = values[index];
      return value === undefined ? [] : [{ labels: { pod, app: 'a' }, value }];
    });
    const family: MetricFamily = { name, type: 'gauge', help: '', samples };
    history.add(START + index * STEP, [family]);
  }
  const ask = (query: string, time = START + (length - 1) * STEP) =>
    new Evaluator(history).at(parseQuery(query), time);
  return { history, ask };
}
const values = (result: Array<{ value: number }>) =>
  result.map(({ value }) => value);

describe('selectors', () => {
  const { ask } = record({ a1: [1, 2], a2: [3, 4], b1: [5, 6] });

  it.each([
    ['m', [2, 4, 6]],
    ['m{pod="a1"}', [2]],
    ['m{pod!="a1"}', [4, 6]],
    ['m{pod=~"a.*"}', [2, 4]],
    ['m{pod=~"a"}', []],
    ['m{pod!~"a.+"}', [6]],
    ['m{none=""}', [2, 4, 6]],
    ['m{none!=""}', []],
    ['{__name__=~"m|n",pod="b1"}', [6]],
    ['n', []],
  ])('%s', (query, expected) => {
    expect(values(ask(query))).toEqual(expected);
  });

  it('take the newest sample before the time', () => {
    expect(values(ask('m{pod="a1"}', START + STEP - 1))).toEqual([1]);
    expect(ask('m', START - 1)).toEqual([]);
  });

  it('look back five minutes, and no further', () => {
    const last = START + STEP;
    expect(ask('m', last + 299_999)).toHaveLength(3);
    expect(ask('m', last + 300_000)).toEqual([]);
  });

  it('do not find what is gone, though it was there lately', () => {
    const { ask: later } = record({ a: [1, 1, undefined], b: [1, 1, 1] });
    expect(later('m').map(({ labels }) => labels.pod)).toEqual(['b']);
  });
});

describe('aggregations', () => {
  const { ask } = record({ a: [1], b: [2], c: [6] });

  it.each([
    ['sum(m)', 9],
    ['avg(m)', 3],
    ['min(m)', 1],
    ['max(m)', 6],
    ['count(m)', 3],
  ])('%s', (query, value) => {
    expect(ask(query)).toEqual([{ labels: {}, value }]);
  });

  it('group by labels, or by all others', () => {
    expect(ask('sum by (app) (m)')).toEqual([
      { labels: { app: 'a' }, value: 9 },
    ]);
    expect(ask('sum without (pod) (m)')).toEqual([
      { labels: { app: 'a' }, value: 9 },
    ]);
    expect(ask('sum by (pod) (m)')).toHaveLength(3);
  });

  it('of nothing are nothing', () => {
    expect(ask('sum(n)')).toEqual([]);
  });
});

describe('functions of ranges', () => {
  const counter = Array.from({ length: 21 }, (_, index) => index * 30);

  it('rate: of a steady counter', () => {
    const { ask } = record({ a: counter });
    expect(values(ask('rate(m[1m])'))[0]).toBeCloseTo(2, 10);
    expect(values(ask('increase(m[1m])'))[0]).toBeCloseTo(120, 10);
  });

  it('rate: sees through a reset', () => {
    const reset = counter.map(value => value % 300);
    const { ask } = record({ a: reset });
    // What came between the last sample and the reset is lost, and no more.
    const [rate] = values(ask('rate(m[4m])'));
    expect(rate).toBeGreaterThan(1.7);
    expect(rate).toBeLessThan(2);
  });

  it('rate: needs two samples', () => {
    const { ask } = record({ a: [5] });
    expect(ask('rate(m[5m])')).toEqual([]);
  });

  it('rate: loses the name of the metric', () => {
    const { ask } = record({ a: counter });
    expect(ask('rate(m[1m])')[0].labels).toEqual({ pod: 'a', app: 'a' });
    expect(ask('last_over_time(m[1m])')[0].labels.__name__).toBe('m');
  });

  it.each([
    ['avg_over_time(m[1m])', 25],
    ['min_over_time(m[1m])', 10],
    ['max_over_time(m[1m])', 40],
    ['sum_over_time(m[1m])', 100],
    ['count_over_time(m[1m])', 4],
    ['last_over_time(m[1m])', 20],
    ['quantile_over_time(0.5, m[1m])', 25],
    ['quantile_over_time(0, m[1m])', 10],
    ['quantile_over_time(1, m[1m])', 40],
    ['quantile_over_time(2, m[1m])', Infinity],
  ])('%s', (query, value) => {
    // A range does not include its beginning: the 5 is out.
    const { ask } = record({ a: [5, 10, 30, 40, 20] });
    expect(values(ask(query))[0]).toBeCloseTo(value, 10);
  });

  it('refuse to answer two series by one name', () => {
    const { history } = record({ a: [1] }, 'm');
    history.add(START + STEP, [
      {
        name: 'm',
        type: 'gauge',
        help: '',
        samples: [{ labels: {}, value: 1 }],
      },
      {
        name: 'n',
        type: 'gauge',
        help: '',
        samples: [{ labels: {}, value: 1 }],
      },
    ]);
    expect(() =>
      new Evaluator(history).at(
        parseQuery('max_over_time({__name__=~"m|n"}[5m])'),
        START + STEP,
      ),
    ).toThrow('vector cannot contain metrics with the same labelset');
  });
});

describe('subqueries', () => {
  it('evaluate at multiples of their step', () => {
    const { ask } = record({ a: Array.from({ length: 81 }, (_, i) => i) });
    const result = ask('count_over_time((sum(m))[10m:5m])', START + 1_199_000);
    expect(values(result)).toEqual([2]);
    // At 10 and at 15 minutes.
    expect(
      values(ask('sum_over_time((sum(m))[10m:5m])', START + 1_199_000)),
    ).toEqual([40 + 60]);
  });

  it('refuse more steps than anybody reads', () => {
    const { ask } = record({ a: [1] });
    expect(() => ask('max_over_time(m[1y:1s])')).toThrow(
      'exceeded maximum resolution of 11,000 points',
    );
  });
});

describe('properties', () => {
  const series = fc.array(fc.nat(1000), { minLength: 2, maxLength: 60 });

  it('a range lies between its least and its most', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 20 }), (given, minutes) => {
        const { ask } = record({ a: given });
        const of = (name: string) => values(ask(`${name}(m[${minutes}m])`))[0];
        const least = of('min_over_time');
        const most = of('max_over_time');
        for (const name of ['avg_over_time', 'last_over_time']) {
          expect(of(name)).toBeGreaterThanOrEqual(least - 1e-9);
          expect(of(name)).toBeLessThanOrEqual(most + 1e-9);
        }
        const median = values(ask(`quantile_over_time(.5, m[${minutes}m])`))[0];
        expect(median).toBeGreaterThanOrEqual(least);
        expect(median).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('a counter never decreases', () => {
    fc.assert(
      fc.property(series, given => {
        const { ask } = record({ a: given });
        const [rate] = values(ask('rate(m[5m])'));
        expect(rate).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('the sum of all is the sum of the sums by pod', () => {
    fc.assert(
      fc.property(series, series, (a, b) => {
        const { ask } = record({ a, b });
        const parts = values(ask('sum by (pod) (m)'));
        expect(values(ask('sum(m)'))).toEqual([
          parts.reduce((sum, part) => sum + part, 0),
        ]);
      }),
    );
  });
});
