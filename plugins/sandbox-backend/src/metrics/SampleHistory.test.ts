import fc from 'fast-check';
import type { MetricFamily } from './families';
import { SampleHistory, Series } from './SampleHistory';

const family = (values: Record<string, number>): MetricFamily[] => [
  {
    name: 'm',
    type: 'gauge',
    help: '',
    samples: Object.entries(values).map(([pod, value]) => ({
      labels: { pod },
      value,
    })),
  },
];

describe('Series', () => {
  it('has at each reading the value that was added then', () => {
    const present = fc.option(fc.integer({ min: 0, max: 3 }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(fc.array(present), given => {
        const series = new Series({});
        given.forEach((value, index) => {
          if (value !== undefined) {
            series.add(index, value);
          }
        });
        expect(given.map((_, index) => series.at(index))).toEqual(given);
        expect(series.at(-1)).toBeUndefined();
        expect(series.at(given.length)).toBeUndefined();
      }),
    );
  });
});

describe('SampleHistory', () => {
  it('knows its readings from one moment to another, both included', () => {
    const history = SampleHistory.create({ retentionMs: 1000 });
    [10, 20, 30, 40].forEach(time => history.add(time, family({ a: time })));
    const times = (from: number, until: number) =>
      history.readings(from, until).map(({ time }) => time);
    expect(times(0, 100)).toEqual([10, 20, 30, 40]);
    expect(times(20, 30)).toEqual([20, 30]);
    expect(times(21, 29)).toEqual([]);
    expect(times(50, 60)).toEqual([]);
  });

  it('forgets what is older than it keeps, and whole series with it', () => {
    const history = SampleHistory.create({ retentionMs: 1000 });
    history.add(0, family({ gone: 1, stays: 1 }));
    for (let time = 10; time <= 3000; time += 10) {
      history.add(time, family({ stays: time }));
    }
    const [oldest] = history.readings(0, 9999);
    expect(oldest.time).toBeGreaterThanOrEqual(3000 - 1000 - 400);
    const all = history.series(() => true);
    expect(all.map(({ series }) => series.labels)).toEqual([{ pod: 'stays' }]);
    expect(all[0].series.at(oldest.index)).toBe(oldest.time);
  });

  it('forgets names too', () => {
    const history = SampleHistory.create({ retentionMs: 10 });
    history.add(0, family({ a: 1 }));
    for (let time = 1; time < 200; time += 1) {
      history.add(time, []);
    }
    expect(history.series(() => true)).toEqual([]);
  });
});
