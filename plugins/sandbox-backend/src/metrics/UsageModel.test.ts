import fc from 'fast-check';
import { FaultCluster } from '../faults/__testUtils__/FaultCluster';
import { requestRate } from './traffic';
import { UsageModel } from './UsageModel';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const MIB = 2 ** 20;
const LIMITS = {
  resources: { limits: { cpu: '500m', memory: '256Mi' } },
};

function start(
  options: Parameters<FaultCluster['release']>[1] = { container: LIMITS },
  load = () => 0,
) {
  const cluster = new FaultCluster();
  cluster.release('1.4.0', options);
  const model = UsageModel.create({
    store: cluster.store,
    clock: cluster.clock,
    faults: cluster.faults,
    load,
  });
  const usage = () => model.usageOf(cluster.pod)?.[0];
  return { cluster, model, usage };
}

describe('UsageModel', () => {
  it('knows nothing of a pod until a metrics server would', () => {
    const { cluster, usage } = start();
    cluster.clock.advance(13 * SECOND);
    expect(usage()).toBeUndefined();
    cluster.clock.advance(2 * SECOND);
    expect(usage()).toEqual({
      container: 'shop',
      cpuCores: expect.any(Number),
      memoryBytes: expect.any(Number),
    });
  });

  it('knows nothing of a pod that does not run', () => {
    const { cluster, usage } = start();
    cluster.release('missing');
    cluster.clock.advance(MINUTE);
    expect(usage()).toBeUndefined();
  });

  it('is the same for the same pod and time', () => {
    const { cluster, model, usage } = start();
    cluster.clock.advance(MINUTE);
    const other = UsageModel.create(cluster);
    expect(other.usageOf(cluster.pod)).toEqual(model.usageOf(cluster.pod));
    expect(usage()).toEqual(usage());
  });

  it('stays far from the limits while nothing is wrong', () => {
    const { cluster, usage } = start();
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 100_000 }), seconds => {
        cluster.clock.advance(seconds * SECOND);
        const { cpuCores = 0, memoryBytes = 0 } = usage() ?? {};
        expect(cpuCores).toBeGreaterThan(0);
        expect(cpuCores).toBeLessThan(0.4);
        expect(memoryBytes).toBeGreaterThan(20 * MIB);
        expect(memoryBytes).toBeLessThanOrEqual(0.8 * 256 * MIB);
      }),
      { numRuns: 30 },
    );
  });

  it('shares requests between replicas', () => {
    const total = (replicas: number) => {
      const { cluster, usage } = start({ spec: { replicas } }, () => 500);
      cluster.clock.advance(MINUTE);
      return usage()?.cpuCores ?? 0;
    };
    expect(total(4)).toBeLessThan(total(1) / 3);
  });

  it('grows with the requests that are really made', () => {
    const { cluster, usage } = start(undefined, () => 80);
    cluster.clock.advance(MINUTE);
    expect(usage()?.cpuCores).toBeGreaterThan(0.3);
  });

  it('never gets beyond the CPU limit', () => {
    const { cluster, usage } = start(undefined, () => 100_000);
    cluster.clock.advance(MINUTE);
    expect(usage()?.cpuCores).toBe(0.5);
  });

  it('leak: memory grows in a line', () => {
    const { cluster, usage } = start();
    cluster.clock.advance(MINUTE);
    cluster.inject('leak');
    const at = [50, 60, 70, 80].map((second, index) => {
      cluster.clock.advance((index === 0 ? second : 10) * SECOND);
      return usage()?.memoryBytes ?? 0;
    });
    expect(at.slice(1).map((value, index) => value - at[index])).toEqual([
      20 * MIB,
      20 * MIB,
      20 * MIB,
    ]);
  });

  it('oom: memory is flat at the limit, and CPU as always', () => {
    const { cluster, usage, model } = start();
    cluster.clock.advance(MINUTE);
    cluster.inject('oom');
    cluster.clock.advance(8 * SECOND);
    const early = usage()?.memoryBytes ?? 0;
    cluster.clock.advance(5 * SECOND);
    expect(usage()?.memoryBytes).toBe(early);
    expect(early).toBeGreaterThan(0.98 * 256 * MIB);
    expect(early).toBeLessThan(256 * MIB);
    expect(model.running(cluster.pod)[0].cpuCores).toBeLessThan(0.2);
  });

  it('cpu-throttle: at the CPU limit, most periods throttled', () => {
    const { cluster, usage, model } = start();
    cluster.clock.advance(MINUTE);
    cluster.inject('cpu-throttle');
    expect(usage()?.cpuCores).toBe(0.5);
    expect(model.running(cluster.pod)[0].outcome.throttled).toBeGreaterThan(
      0.9,
    );
  });
});

describe('requestRate', () => {
  it('differs between services, and stays between bounds', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(1e9), (service, time) => {
        const rate = requestRate('acme', service, time);
        expect(rate).toBeGreaterThan(1);
        expect(rate).toBeLessThan(15);
      }),
    );
    expect(requestRate('acme', 'shop', 0)).not.toBe(
      requestRate('acme', 'web', 0),
    );
  });
});
