import fc from 'fast-check';
import { FaultCluster } from '../faults/__testUtils__/FaultCluster';
import type { FaultKind } from '../faults/kinds';
import type { LogLine } from './PodLogs';
import { ServiceLogs } from './ServiceLogs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function start() {
  const cluster = new FaultCluster();
  cluster.release('1.4.0');
  cluster.clock.advance(MINUTE);
  const logs = ServiceLogs.create(cluster);
  const read = (at = cluster.clock.now()): readonly LogLine[] =>
    logs.read(cluster.pod, 'shop', { previous: false, at });
  /** Advances to the very moment at which the next line is written. */
  const advanceToLine = () => {
    const { clock } = cluster;
    const now = clock.now().getTime();
    const next = read(new Date(now + MINUTE)).find(
      ({ time }) => Date.parse(time) > now,
    );
    clock.advance(Date.parse(next?.time ?? '') - now);
  };
  return { cluster, logs, read, advanceToLine };
}

/** Faults that leave the container running, so that the run stays the same. */
const LASTING: FaultKind[] = [
  'dependency-down',
  'credential-rotated',
  'cpu-throttle',
  'leak',
  'alert-only',
];

describe('lines that were told', () => {
  it.each(LASTING)(
    'stay as they were when %s begins at that very moment',
    fault => {
      const { cluster, read, advanceToLine } = start();
      advanceToLine();
      const before = read();
      expect(before.at(-1)?.time).toBe(cluster.clock.now().toISOString());
      cluster.inject(fault);
      expect(read()).toEqual(before);
    },
  );

  it('stay as they were when a fault is cleared at that very moment', () => {
    const { cluster, read, advanceToLine } = start();
    cluster.inject('dependency-down');
    advanceToLine();
    const before = read();
    cluster.faults.clear('acme', 'shop');
    expect(read()).toEqual(before);
  });

  it('stay as they were whatever is injected, replaced and cleared', () => {
    const step = fc.record({
      ms: fc.nat(20 * SECOND),
      atLine: fc.boolean(),
      fault: fc.option(fc.constantFrom(...LASTING)),
      afterMs: fc.constantFrom(0, 0, 500, 7 * SECOND),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), steps => {
        const { cluster, logs, read, advanceToLine } = start();
        const from = read().length;
        const followed: LogLine[] = [];
        logs.subscribe(cluster.pod, 'shop', line => followed.push(line));
        for (const { ms, atLine, fault, afterMs } of steps) {
          cluster.clock.advance(ms);
          if (atLine) {
            advanceToLine();
          }
          const before = read();
          if (fault) {
            cluster.inject(fault, { afterMs });
          } else {
            cluster.faults.clear('acme', 'shop');
          }
          expect(read()).toEqual(before);
        }
        cluster.clock.advance(10 * SECOND);
        expect(followed).toEqual(read().slice(from));
      }),
      { numRuns: 15 },
    );
  });

  it('stay as they were of a service whose neighbor gets a fault', () => {
    const { cluster, read } = start();
    const at = new Date(cluster.clock.now().getTime() + MINUTE);
    const before = read(at);
    cluster.faults.inject({
      tenant: 'acme',
      service: 'web',
      fault: 'dependency-down',
    });
    cluster.faults.inject({
      tenant: 'other',
      service: 'shop',
      fault: 'dependency-down',
    });
    expect(read(at)).toEqual(before);
  });

  it('stay as they were of a release that a fault is not tied to', () => {
    const { cluster, read } = start();
    const at = new Date(cluster.clock.now().getTime() + MINUTE);
    const before = read(at);
    cluster.inject('dependency-down', { release: '1.5.0' });
    expect(read(at)).toEqual(before);
  });
});

describe('following a container', () => {
  it('that does not run hands out nothing, ever', () => {
    const { cluster, logs } = start();
    cluster.inject('crash-loop');
    cluster.release('1.5.0');
    const listener = jest.fn();
    expect(cluster.container.state.running).toBeUndefined();
    logs.subscribe(cluster.pod, 'shop', listener);
    cluster.clock.advance(5 * MINUTE);
    expect(listener).not.toHaveBeenCalled();
  });

  it('ends when it is asked to from within a line', () => {
    const { cluster, logs } = start();
    const listener = jest.fn();
    const stop = logs.subscribe(cluster.pod, 'shop', line => {
      listener(line);
      stop();
    });
    cluster.clock.advance(MINUTE);
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
