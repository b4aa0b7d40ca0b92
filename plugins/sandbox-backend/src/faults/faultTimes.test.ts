import fc from 'fast-check';
import { ManualClock } from '../testing/ManualClock';
import { newStore } from '../testing/newStore';
import { FaultCluster } from './__testUtils__/FaultCluster';
import { FaultBook } from './FaultBook';
import { FAULT_NAMES } from './kinds';

const SECOND = 1000;
const SERVICES = ['shop', 'web'];
const shop = { tenant: 'acme', service: 'shop' };

/** A book alone: what it does with time needs no cluster to run. */
function start() {
  const clock = new ManualClock();
  const store = newStore({ namespaces: ['acme'], clock });
  const faults = FaultBook.create({ store, clock });
  const ms = () => clock.now().getTime();
  const inForce = (book = faults) =>
    book.active().map(({ service, fault }) => [service, fault]);
  const restore = () =>
    FaultBook.create({
      store,
      clock,
      faults: faults.list(),
      past: faults.past(),
    });
  return { faults, clock, ms, inForce, restore };
}

describe('the book of faults over time', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('inject' as const),
      service: fc.constantFrom(...SERVICES),
      fault: fc.constantFrom(...FAULT_NAMES),
      afterMs: fc.nat(5 * SECOND),
    }),
    fc.record({
      kind: fc.constant('clear' as const),
      service: fc.constantFrom(...SERVICES),
    }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(4 * SECOND) }),
  );

  it('has in force what was injected last and is due, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), steps => {
        const { faults, clock, ms, inForce, restore } = start();
        const agreed: boolean[] = [];
        const expected = new Map<string, { fault: string; from: number }>();
        for (const each of steps) {
          if (each.kind === 'inject') {
            const { kind: _, ...what } = each;
            faults.inject({ tenant: 'acme', ...what });
            expected.delete(each.service);
            expected.set(each.service, {
              fault: each.fault,
              from: ms() + each.afterMs,
            });
          } else if (each.kind === 'clear') {
            const cleared = faults.clear('acme', each.service);
            agreed.push(cleared === expected.delete(each.service));
          } else {
            clock.advance(each.ms);
          }
          const due = [...expected]
            .filter(([, { from }]) => from <= ms())
            .map(([service, { fault }]) => [service, fault]);
          expect(inForce()).toEqual(due);
          expect(inForce(restore())).toEqual(due);
        }
        expect(agreed).not.toContain(false);
      }),
      { numRuns: 40 },
    );
  });

  it('has past faults that never overlap in one service', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), steps => {
        const { faults, clock } = start();
        for (const each of steps) {
          if (each.kind === 'inject') {
            const { kind: _, ...what } = each;
            faults.inject({ tenant: 'acme', ...what });
          } else if (each.kind === 'clear') {
            faults.clear('acme', each.service);
          } else {
            clock.advance(each.ms);
          }
        }
        for (const service of SERVICES) {
          const past = faults.past().filter(each => each.service === service);
          past.forEach(({ activeAt, endedAt }, index) => {
            expect(activeAt <= endedAt).toBe(true);
            expect(endedAt <= (past[index + 1]?.activeAt ?? '9')).toBe(true);
          });
        }
        expect(faults.past().length).toBeLessThanOrEqual(steps.length);
      }),
      { numRuns: 40 },
    );
  });

  it('tells once of a delayed fault that begins, not of one replaced', () => {
    const { faults, clock } = start();
    faults.inject({ ...shop, fault: 'oom', afterMs: 5 * SECOND });
    faults.inject({ ...shop, fault: 'leak', afterMs: 9 * SECOND });
    const changed = jest.fn();
    faults.subscribe(changed);
    clock.advance(8 * SECOND);
    expect(changed).not.toHaveBeenCalled();
    clock.advance(SECOND);
    expect(changed.mock.calls).toEqual([['acme']]);
    expect(faults.past()).toEqual([]);
  });

  it('tells nobody after it was stopped or they left', () => {
    const { faults, clock } = start();
    const left = jest.fn();
    const stays = jest.fn();
    const leave = faults.subscribe(left);
    faults.subscribe(stays);
    leave();
    faults.inject({ ...shop, fault: 'oom', afterMs: SECOND });
    faults.stop();
    clock.advance(5 * SECOND);
    expect(left).not.toHaveBeenCalled();
    expect(stays).toHaveBeenCalledTimes(1);
  });

  it('keeps services and tenants of the same name apart', () => {
    const { faults } = start();
    faults.inject({ ...shop, fault: 'oom' });
    faults.inject({ ...shop, tenant: 'other', fault: 'leak' });
    expect(faults.clear('other', 'shop')).toBe(true);
    expect(faults.faultIn('acme', 'shop', [])?.fault).toBe('oom');
    expect(faults.faultIn('other', 'shop', [])).toBeUndefined();
    expect(faults.faultIn('acme', 'web', [])).toBeUndefined();
    expect(faults.faultIn(undefined, undefined, [])).toBeUndefined();
  });

  it.each([
    [['acme/shop:1.5.0'], true],
    [['acme/side:2', 'acme/shop:1.5.0'], true],
    [['reg:5000/shop:1.5.0@sha256:00ff'], true],
    [['acme/shop:1.5.0-rc1'], false],
    [['reg:1.5.0/shop'], false],
    [[], false],
  ])('a fault of 1.5.0 concerns %j: %p', (images, concerns) => {
    const { faults } = start();
    faults.inject({ ...shop, fault: 'oom', release: '1.5.0' });
    expect(faults.faultIn('acme', 'shop', images) !== undefined).toBe(concerns);
  });

  it('remembers after a restart what a pod has had', () => {
    const cluster = new FaultCluster();
    cluster.release('1.4.0');
    cluster.inject('cpu-throttle');
    cluster.clock.advance(SECOND);
    cluster.inject('leak');
    const { store, clock, faults } = cluster;
    const restored = FaultBook.create({
      store,
      clock,
      faults: faults.list(),
      past: faults.past(),
    });
    expect(restored.historyOf(cluster.pod)).toEqual(
      faults.historyOf(cluster.pod),
    );
    expect(restored.historyOf(cluster.pod)).toHaveLength(2);
    expect(restored.clear('acme', 'shop')).toBe(true);
    expect(restored.past()).toHaveLength(2);
    expect(faults.past()).toHaveLength(1);
  });

  it('heals a container when it is cleared, and breaks it when it is due', () => {
    const cluster = new FaultCluster();
    cluster.release('1.4.0');
    cluster.inject('crash-loop', { afterMs: 10 * SECOND });
    cluster.clock.advance(9 * SECOND);
    expect(cluster.container).toMatchObject({ ready: true, restartCount: 0 });
    cluster.clock.advance(2 * SECOND);
    expect(cluster.container.ready).toBe(false);
    cluster.faults.clear('acme', 'shop');
    // By the end of the longest back-off that it may be in.
    cluster.clock.advance(60 * SECOND);
    expect(cluster.container.ready).toBe(true);
  });
});
