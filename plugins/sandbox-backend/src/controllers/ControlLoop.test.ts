import { mockServices } from '@backstage/backend-test-utils';
import type { ObjectStore } from '../store/ObjectStore';
import { NAMESPACES } from '../store/resources';
import { ManualClock } from '../testing/ManualClock';
import { newStore } from '../testing/newStore';
import { type Controller, ControlLoop } from './ControlLoop';

function run(
  clock: ManualClock,
  store: ObjectStore,
  controllers: readonly Controller[],
) {
  const logger = mockServices.logger.mock();
  const loop = ControlLoop.create({ store, clock, logger, controllers });
  loop.start();
  return { loop, logger };
}

describe('ControlLoop', () => {
  it('tries again what failed, and says so', () => {
    const clock = new ManualClock();
    const store = newStore({ clock, namespaces: ['acme'] });
    let attempts = 0;
    const { logger } = run(clock, store, [
      {
        name: 'moody',
        keysFor: ({ type }) => (type === NAMESPACES ? ['key'] : []),
        reconcile() {
          attempts += 1;
          if (attempts < 3) {
            throw new RangeError('not today');
          }
          return undefined;
        },
      },
    ]);
    clock.advance(10_000);
    expect(attempts).toBe(3);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('moody failed on key'),
    );
  });

  it('looks once at what changed many times, and not after it stopped', () => {
    const clock = new ManualClock();
    const store = newStore({ clock, namespaces: ['acme', 'other'] });
    const seen: string[] = [];
    const { loop: other, logger } = run(clock, store, [
      {
        name: 'watcher',
        keysFor: ({ object }) => [object.metadata.name],
        reconcile(key) {
          seen.push(key);
          return undefined;
        },
      },
    ]);
    for (const team of ['a', 'b', 'c']) {
      store.modify(NAMESPACES, undefined, 'acme', draft => {
        draft.metadata.labels = { team };
      });
    }
    clock.advance(10);
    expect(seen).toEqual(['acme', 'other']);
    other.stop();
    store.create(NAMESPACES, { metadata: { name: 'late' } });
    clock.advance(10);
    expect(seen).toHaveLength(2);
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it.each([
    ['100 keys', 0, 100],
    ['10 milliseconds', 4, 3],
  ])('lets others have a turn after %s', (_, costMs, expected) => {
    const clock = new ManualClock();
    const store = newStore({ clock, namespaces: [] });
    const seen: string[] = [];
    const { loop } = run(clock, store, []);
    const controller: Controller = {
      name: 'slow',
      keysFor: () => [],
      reconcile(key) {
        seen.push(key);
        // Time that passes while it works; nothing else can come due in it.
        clock.elapse(costMs);
        return undefined;
      },
    };
    const keys = Array.from({ length: 150 }, (__, index) => `key-${index}`);
    keys.forEach(key => loop.enqueue(controller, key));
    let turn: number | undefined;
    clock.schedule(0, () => {
      turn = seen.length;
    });
    clock.advance(10_000);
    expect(turn).toBe(expected);
    expect(seen).toEqual(keys);
  });

  it('looks again at a key that its own controller asks for, after the others', () => {
    const clock = new ManualClock();
    const store = newStore({ clock, namespaces: [] });
    const seen: string[] = [];
    const { loop } = run(clock, store, []);
    const controller: Controller = {
      name: 'eager',
      keysFor: () => [],
      reconcile(key) {
        seen.push(key);
        if (key === 'a' && seen.length < 3) {
          loop.enqueue(controller, key);
        }
        return undefined;
      },
    };
    ['a', 'b'].forEach(key => loop.enqueue(controller, key));
    clock.advance(10);
    expect(seen).toEqual(['a', 'b', 'a']);
  });

  describe('enqueueWithin', () => {
    function start() {
      const clock = new ManualClock();
      const began = clock.now().getTime();
      const store = newStore({ clock, namespaces: [] });
      const seen: number[] = [];
      const { loop } = run(clock, store, []);
      const controller: Controller = {
        name: 'patient',
        keysFor: () => [],
        reconcile() {
          seen.push(clock.now().getTime() - began);
          return undefined;
        },
      };
      return { clock, loop, controller, seen };
    }

    it.each<[string, number[], number[]]>([
      ['once, at the time', [50], [50]],
      ['at once when it must not wait', [0], [0]],
      ['at the earliest of several times', [50, 20, 80], [20]],
      ['at once, and not again at a later time', [50, 0, 80], [0]],
    ])('looks %s', (_, delays, expected) => {
      const { clock, loop, controller, seen } = start();
      delays.forEach(delay => loop.enqueueWithin(controller, 'key', delay));
      clock.advance(1000);
      expect(seen).toEqual(expected);
    });

    it('looks again when it is asked to after it looked', () => {
      const { clock, loop, controller, seen } = start();
      loop.enqueueWithin(controller, 'key', 10);
      clock.advance(100);
      loop.enqueueWithin(controller, 'key', 10);
      clock.advance(100);
      expect(seen).toEqual([10, 110]);
    });

    it('looks at nothing after it stopped', () => {
      const { clock, loop, controller, seen } = start();
      loop.enqueueWithin(controller, 'key', 10);
      loop.stop();
      clock.advance(100);
      expect(seen).toEqual([]);
    });
  });
});
