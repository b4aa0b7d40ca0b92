import { mockServices } from '@backstage/backend-test-utils';
import { PODS } from '../store/resources';
import { ManualClock } from '../testing/ManualClock';
import { newStore } from '../testing/newStore';
import { MetricsCollector } from './MetricsCollector';
import { MetricsRecorder, SCRAPE_MS } from './MetricsRecorder';
import { UsageModel } from './UsageModel';
import { FaultBook } from '../faults/FaultBook';

function start() {
  const clock = new ManualClock();
  const store = newStore({ namespaces: ['acme'], clock });
  const logger = mockServices.logger.mock();
  const faults = FaultBook.create({ store, clock });
  const collector = MetricsCollector.create({
    store,
    clock,
    usage: UsageModel.create({ store, clock, faults }),
    requests: () => [],
  });
  const recorder = MetricsRecorder.create({ store, clock, logger, collector });
  const addPods = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      store.create(PODS, {
        metadata: { name: `p-${index}`, namespace: 'acme' },
        spec: { containers: [{ name: 'a', image: 'a:1' }] },
      });
    }
  };
  const readings = () => recorder.history.readings(0, Infinity).length;
  return { clock, store, logger, recorder, addPods, readings };
}

describe('MetricsRecorder', () => {
  it('reads every fifteen seconds, from when it starts until it stops', () => {
    const { clock, recorder, readings } = start();
    clock.advance(60_000);
    expect(readings()).toBe(0);
    recorder.start();
    clock.advance(10 * SCRAPE_MS);
    expect(readings()).toBe(10);
    recorder.stop();
    clock.advance(10 * SCRAPE_MS);
    expect(readings()).toBe(10);
  });

  it('keeps six hours', () => {
    const { clock, recorder } = start();
    recorder.start();
    clock.advance(8 * 3_600_000);
    const [oldest] = recorder.history.readings(0, Infinity);
    const age = clock.now().getTime() - oldest.time;
    expect(age).toBeGreaterThan(5.9 * 3_600_000);
    expect(age).toBeLessThan(6.3 * 3_600_000);
  });

  it('stops reading while there are very many pods, and says so once', () => {
    const { clock, store, logger, recorder, addPods, readings } = start();
    recorder.start();
    clock.advance(SCRAPE_MS);
    addPods(1001);
    expect(recorder.unavailable).toContain('there are 1001');
    clock.advance(5 * SCRAPE_MS);
    expect(readings()).toBe(1);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    const [{ metadata }] = store.list(PODS);
    store.remove(PODS, 'acme', metadata.name);
    clock.advance(SCRAPE_MS);
    expect(recorder.unavailable).toBeUndefined();
    expect(readings()).toBe(2);
  });
});
