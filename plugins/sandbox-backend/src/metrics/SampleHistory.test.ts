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

  it('has every value of its window, whatever was there when', () => {
    const present = fc.option(fc.nat(3), { nil: undefined });
    const reading = fc.record({ a: present, b: present, gap: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 120 }), given => {
        const history = SampleHistory.create({ retentionMs: 500 });
        let time = 0;
        const added = given.map(({ a, b, gap }) => {
          time += gap + 1;
          const values = {
            ...(a !== undefined && { a }),
            ...(b !== undefined && { b }),
          };
          history.add(time, family(values));
          return { time, values };
        });
        const kept = history.readings(time - 500, time).map(each => ({
          time: each.time,
          values: Object.fromEntries(
            history
              .series(name => name === 'm')
              .flatMap(({ series }) => {
                const value = series.at(each.index);
                return value === undefined ? [] : [[series.labels.pod, value]];
              }),
          ),
        }));
        expect(kept).toEqual(added.filter(each => each.time >= time - 500));
      }),
    );
  });

  it('keeps series of other labels and of other names apart', () => {
    const history = SampleHistory.create({ retentionMs: 1000 });
    const sample = (labels: Record<string, string>, value: number) => ({
      labels,
      value,
    });
    const samples = [
      sample({}, 1),
      sample({ pod: '' }, 2),
      sample({ pod: 'a","b":"c' }, 3),
      sample({ pod: 'a', b: 'c' }, 4),
    ];
    const named = (name: string): MetricFamily => ({
      name,
      type: 'gauge',
      help: '',
      samples,
    });
    history.add(0, [named('m'), named('n')]);
    const found = history.series(name => name === 'm');
    expect(found.map(({ series }) => series.at(0))).toEqual([1, 2, 3, 4]);
    expect(history.series(() => true)).toHaveLength(8);
  });
});
