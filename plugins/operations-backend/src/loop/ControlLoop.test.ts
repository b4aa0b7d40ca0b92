import { mockServices } from '@backstage/backend-test-utils';
import { LostFenceError } from '../ledger/LostFenceError';
import type { LedgerEntry } from '../ledger/rows';
import { ControlLoop, type ControlLoopOptions } from './ControlLoop';

/** A promise with its ends outside. */
function defer<T = void>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onDone, onFailed) => {
    resolve = onDone;
    reject = onFailed;
  });
  return { promise, resolve, reject };
}

/** Resolves once enough promises have had their turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise<void>(resolve => {
      setImmediate(resolve);
    });
  }
}

/** What the loop reads of an entry. */
function entryOf(id: string, tenant: string | null = 'acme') {
  return { operation: { id, tenant } } as LedgerEntry;
}

/** A ledger in memory: what is due, and what is being worked on. */
class FakeLedger {
  readonly due: LedgerEntry[] = [];
  readonly claims: string[] = [];
  readonly madeDue: string[][] = [];
  failures: Error[] = [];

  async claim({ worker }: { worker: string; lease: number }) {
    const failure = this.failures.shift();
    if (failure) {
      throw failure;
    }
    const entry = this.due.shift();
    if (entry) {
      this.claims.push(worker);
    }
    return entry;
  }

  async makeDue(tenants: readonly string[]) {
    const failure = this.failures.shift();
    if (failure) {
      throw failure;
    }
    this.madeDue.push([...tenants]);
  }
}

describe('ControlLoop', () => {
  const logger = mockServices.logger.mock();
  let ledger: FakeLedger;
  let loop: ControlLoop | undefined;

  beforeEach(() => {
    jest.clearAllMocks();
    ledger = new FakeLedger();
  });

  afterEach(async () => {
    await loop?.stop();
    jest.useRealTimers();
  });

  function start(
    advance: ControlLoopOptions['advance'],
    options: Partial<ControlLoopOptions> = {},
  ): ControlLoop {
    loop = ControlLoop.create({
      ledger,
      advance,
      logger,
      lease: 30_000,
      concurrency: 2,
      sweep: 3_600_000,
      ...options,
    });
    return loop;
  }

  it('works on everything that is due when it starts', async () => {
    ledger.due.push(entryOf('op_1'), entryOf('op_2'), entryOf('op_3'));
    const done: string[] = [];
    const all = defer();
    start(async ({ operation }) => {
      done.push(operation.id);
      if (done.length === 3) {
        all.resolve();
      }
    }).start();

    await all.promise;
    expect(done).toEqual(['op_1', 'op_2', 'op_3']);
    expect(new Set(ledger.claims).size).toBe(1);
  });

  it('works on as much at once as it may, and no more', async () => {
    const gates = new Map<string, ReturnType<typeof defer<void>>>();
    let running = 0;
    let most = 0;
    for (let index = 0; index < 6; index += 1) {
      gates.set(`op_${index}`, defer());
      ledger.due.push(entryOf(`op_${index}`));
    }
    start(async ({ operation }) => {
      running += 1;
      most = Math.max(most, running);
      await gates.get(operation.id)?.promise;
      running -= 1;
    }).start();

    await settle();
    expect(running).toBe(2);
    expect(ledger.due).toHaveLength(4);
    for (const gate of gates.values()) {
      gate.resolve();
      await settle();
    }
    expect(most).toBe(2);
    expect(ledger.due).toHaveLength(0);
    expect(running).toBe(0);
  });

  it('looks again when it is woken, without waiting for the sweep', async () => {
    const done = defer<string>();
    const woken = start(async ({ operation }) => done.resolve(operation.id));
    woken.start();
    await settle();
    ledger.due.push(entryOf('op_1'));
    woken.wake();
    await expect(done.promise).resolves.toBe('op_1');
  });

  it('looks again by itself, at each sweep', async () => {
    jest.useFakeTimers();
    const advance = jest.fn(async () => undefined);
    start(advance, { sweep: 1_000 }).start();
    await jest.advanceTimersByTimeAsync(500);
    ledger.due.push(entryOf('op_1'));
    await jest.advanceTimersByTimeAsync(499);
    expect(advance).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(advance).toHaveBeenCalledTimes(1);
  });

  it('makes what waits in a tenant due when something changed there', async () => {
    const woken = start(async () => undefined);
    woken.wake('acme');
    woken.wake('globex');
    woken.wake('globex');
    await settle();
    expect(ledger.madeDue).toEqual([['acme'], ['globex']]);
  });

  it('does not lose a wake-up that comes while it looks', async () => {
    const asked = defer();
    const answer = defer();
    const claim = ledger.claim.bind(ledger);
    let first = true;
    ledger.claim = async options => {
      if (first) {
        first = false;
        asked.resolve();
        await answer.promise;
        return undefined;
      }
      return claim(options);
    };
    const done = defer<string>();
    const woken = start(async ({ operation }) => done.resolve(operation.id));
    woken.start();
    await asked.promise;
    ledger.due.push(entryOf('op_1'));
    woken.wake();
    answer.resolve();
    await expect(done.promise).resolves.toBe('op_1');
  });

  it('looks again at what was changed while it was looked at', async () => {
    const begun = defer();
    const gate = defer();
    ledger.due.push(entryOf('op_1'));
    const woken = start(async () => {
      begun.resolve();
      await gate.promise;
    });
    woken.start();
    await begun.promise;
    woken.wake('acme');
    await settle();
    // It is claimed: making it due had no effect yet.
    expect(ledger.madeDue).toEqual([['acme']]);

    gate.resolve();
    await settle();
    expect(ledger.madeDue).toEqual([['acme'], ['acme']]);
  });

  it('does not look again at what nothing happened to', async () => {
    const begun = defer();
    const gate = defer();
    ledger.due.push(entryOf('op_1'), entryOf('op_2', null));
    const woken = start(async () => {
      begun.resolve();
      await gate.promise;
    });
    woken.start();
    await begun.promise;
    woken.wake('globex');
    gate.resolve();
    await settle();
    expect(ledger.madeDue).toEqual([['globex']]);
  });

  describe('stopping', () => {
    it('waits for what is being worked on and begins nothing', async () => {
      const gate = defer();
      ledger.due.push(entryOf('op_1'), entryOf('op_2'));
      let finished = false;
      const stopping = start(
        async () => {
          await gate.promise;
          finished = true;
        },
        { concurrency: 1 },
      );
      stopping.start();
      await settle();
      const stopped = stopping.stop().then(() => finished);
      stopping.wake();
      await settle();
      expect(finished).toBe(false);

      gate.resolve();
      await expect(stopped).resolves.toBe(true);
      await settle();
      expect(ledger.claims).toHaveLength(1);
    });

    it('waits also for what is claimed at this moment', async () => {
      const asked = defer();
      const answer = defer();
      ledger.claim = async () => {
        asked.resolve();
        await answer.promise;
        return entryOf('op_1');
      };
      const done: string[] = [];
      const stopping = start(async ({ operation }) => {
        done.push(operation.id);
      });
      stopping.start();
      await asked.promise;
      const stopped = stopping.stop();
      answer.resolve();
      await stopped;
      expect(done).toEqual(['op_1']);
    });

    it('is quiet before it was started', async () => {
      await expect(start(async () => undefined).stop()).resolves.toBe(
        undefined,
      );
    });
  });

  describe('errors', () => {
    it('of the ledger do not end it, and lose no wake-up', async () => {
      const woken = start(async () => undefined);
      ledger.failures = [new Error('the disk is full')];
      woken.wake('acme');
      await settle();
      expect(logger.error).toHaveBeenCalledWith(
        'The ledger could not be read',
        { error: 'Error: the disk is full' },
      );
      expect(ledger.madeDue).toEqual([]);

      ledger.due.push(entryOf('op_1'));
      woken.wake();
      await settle();
      expect(ledger.madeDue).toEqual([['acme']]);
      expect(ledger.claims).toHaveLength(1);
    });

    it('of an operation leave the others alone', async () => {
      ledger.due.push(entryOf('op_1'), entryOf('op_2'));
      const done: string[] = [];
      start(async ({ operation }) => {
        if (operation.id === 'op_1') {
          throw new Error('broken');
        }
        done.push(operation.id);
      }).start();
      await settle();
      expect(done).toEqual(['op_2']);
      expect(logger.error).toHaveBeenCalledWith(
        'op_1 could not be moved forward',
        { error: 'Error: broken' },
      );
    });

    it('of a lost fence are none', async () => {
      ledger.due.push(entryOf('op_1'));
      start(async ({ operation }) => {
        throw new LostFenceError(operation.id);
      }).start();
      await settle();
      expect(logger.error).not.toHaveBeenCalled();
      expect(logger.info).toHaveBeenCalledWith(
        'Another worker has taken over op_1',
      );
    });
  });
});
