import fc from 'fast-check';
import { type PodLoad, replicaCount, utilization } from './replicaCount';

const pod = (usage: number | undefined, ready = true): PodLoad => ({
  ready,
  usage,
  base: 100,
});
const pods = (count: number, usage: number) =>
  Array.from({ length: count }, () => pod(usage));

describe('replicaCount', () => {
  it.each([
    ['grows with the load', pods(2, 160), 0.8, 4],
    ['shrinks with the load', pods(4, 20), 0.8, 1],
    ['rounds up', pods(3, 100), 0.8, 4],
    ['stays within a tenth of the target', pods(3, 87), 0.8, 3],
    ['stays at the target', pods(10, 80), 0.8, 10],
    ['never rests on a rounding error', pods(3, 120), 0.6, 6],
  ])('%s', (_, load, target, count) => {
    expect(replicaCount({ current: load.length, pods: load, target })).toBe(
      count,
    );
  });

  it('takes pods that start for idle when it grows', () => {
    const load = [pod(200), pod(0, false)];
    expect(replicaCount({ current: 2, pods: load, target: 0.5 })).toBe(4);
    expect(replicaCount({ current: 1, pods: [pod(200)], target: 0.5 })).toBe(4);
  });

  it('takes pods without metrics for busy when it shrinks', () => {
    const load = [pod(10), pod(10), pod(undefined)];
    expect(replicaCount({ current: 3, pods: load, target: 0.8 })).toBe(2);
  });

  it('does not turn round because of pods that it only guesses at', () => {
    const load = [pod(100), ...Array.from({ length: 4 }, () => pod(undefined))];
    expect(replicaCount({ current: 5, pods: load, target: 0.8 })).toBe(5);
  });

  it('never shrinks under more load than it should bear, nor grows under less', () => {
    const loads = fc.array(
      fc.record({
        ready: fc.boolean(),
        usage: fc.option(fc.integer({ min: 0, max: 500 }), {
          nil: undefined,
        }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(
        loads,
        fc.integer({ min: 10, max: 100 }),
        (records, percent) => {
          const load = records.map(({ usage, ready }) => pod(usage, ready));
          fc.pre(load.some(({ ready, usage }) => ready && usage !== undefined));
          const target = percent / 100;
          const current = load.length;
          const count = replicaCount({ current, pods: load, target });
          const busy = utilization(load) > target * 1.1;
          const allReady = load.every(({ ready }) => ready);
          expect(count).toBeGreaterThanOrEqual(busy && allReady ? current : 0);
          const idle = utilization(load) < target;
          expect(count).toBeLessThanOrEqual(idle ? current : Infinity);
          expect(Number.isInteger(count)).toBe(true);
        },
      ),
    );
  });

  it('wants more pods the more is used, all else being equal', () => {
    const usage = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(
        fc.array(usage, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 10, max: 100 }),
        (used, more, percent) => {
          const count = (extra: number) =>
            replicaCount({
              current: used.length,
              pods: used.map(each => pod(each + extra)),
              target: percent / 100,
            });
          // Within the tolerance the number may rest; outside it only grows.
          const [before, after] = [count(0), count(more)];
          const rests = [before, after].includes(used.length);
          expect(rests || after >= before).toBe(true);
        },
      ),
    );
  });

  it('is at rest once it has what it wanted and the load is spread', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 10 }),
        (total, current) => {
          const wants = (count: number) =>
            replicaCount({
              current: count,
              pods: pods(count, total / count),
              target: 0.8,
            });
          const settled = wants(current);
          expect(wants(settled)).toBe(settled);
        },
      ),
    );
  });
});
