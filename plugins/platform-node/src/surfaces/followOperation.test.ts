import type { ErrorCode, Operation } from '@mctl/plugin-platform-common';
import { PlatformError } from '../errors';
import { MemoryLedger } from '../testing/MemoryLedger';
import { noteCapabilities, validNote } from '../testing/noteCapabilities';
import { testCaller, TestPlatform } from '../testing/TestPlatform';
import { followOperation, type FollowOptions } from './followOperation';

describe('followOperation', () => {
  const caller = testCaller('ada');
  let platform: TestPlatform;
  let operation: Operation;
  let ledger: MemoryLedger;
  let time: number;
  let pauses: number[];

  beforeAll(async () => {
    platform = await TestPlatform.create({ capabilities: noteCapabilities });
  });
  afterAll(() => platform.stop());

  beforeEach(async () => {
    ({ operation } = await platform.start('write-note', validNote));
    ({ ledger } = platform);
    time = 0;
    pauses = [];
  });

  /** Follows through looks, each of which is how many seconds it may take. */
  async function follow(
    look: (wait: number, id: string) => void,
    options: Partial<FollowOptions> = {},
  ) {
    const waits: number[] = [];
    const result = await followOperation({
      operation,
      caller,
      runner: {
        async query({ name, input, caller: by }) {
          expect([name, by]).toEqual(['get-operation', caller]);
          const { id, wait } = input as { id: string; wait: number };
          waits.push(wait);
          look(wait, id);
          return { ...ledger.operation(id) };
        },
      },
      now: () => time,
      async pause(milliseconds) {
        pauses.push(milliseconds);
        time += milliseconds;
      },
      ...options,
    });
    return { result, waits };
  }

  it('looks until the state is final', async () => {
    let looks = 0;
    const { result, waits } = await follow((_, id) => {
      looks += 1;
      if (looks === 3) {
        ledger.update(id, { state: 'succeeded' });
      }
    });
    expect(result.state).toBe('succeeded');
    expect(waits).toEqual([60, 60, 60]);
  });

  it('does not look at what is final already', async () => {
    const { waits } = await follow(() => {}, {
      operation: { ...operation, state: 'failed' },
    });
    expect(waits).toEqual([]);
  });

  it('looks more often, and tells each time, when somebody watches', async () => {
    const told: string[] = [];
    const { waits } = await follow(
      (_, id) => {
        const { state } = ledger.operation(id);
        ledger.update(id, {
          state: state === 'queued' ? 'running' : 'succeeded',
        });
      },
      { onProgress: ({ state }) => void told.push(state) },
    );
    expect(told).toEqual(['queued', 'running']);
    expect(waits).toEqual([2, 2]);
  });

  it('returns the operation as it is when time is up', async () => {
    const { result, waits } = await follow(
      wait => {
        time += wait * 1000;
      },
      { longest: 90_000 },
    );
    expect(result.state).toBe('queued');
    expect(waits).toEqual([60, 30]);
  });

  it.each<ErrorCode>(['rate_limited', 'roles_unknown', 'unavailable'])(
    'waits it out when it cannot be seen: %s',
    async code => {
      let looks = 0;
      const { result } = await follow((_, id) => {
        looks += 1;
        if (looks < 3) {
          throw new PlatformError(code, 'Not now');
        }
        ledger.update(id, { state: 'succeeded' });
      });
      expect(result.state).toBe('succeeded');
      expect(pauses).toEqual([5_000, 5_000]);
    },
  );

  it('does not wait it out for longer than it may follow', async () => {
    const { result } = await follow(
      () => {
        throw new PlatformError('unavailable', 'Not now');
      },
      { longest: 7_000 },
    );
    expect(result).toBe(operation);
    expect(pauses).toEqual([5_000, 2_000]);
  });

  it.each([
    new PlatformError('not_found', 'It is not there'),
    new TypeError('It is broken'),
  ])('does not hide another error: %s', async error => {
    await expect(
      follow(() => {
        throw error;
      }),
    ).rejects.toBe(error);
  });

  it('stops when nobody waits any more, whatever the look says then', async () => {
    const leaving = new AbortController();
    const { result, waits } = await follow(
      () => {
        leaving.abort();
        throw new Error('aborted');
      },
      { signal: leaving.signal },
    );
    expect(result).toBe(operation);
    expect(waits).toHaveLength(1);
    const late = await follow(() => {}, { signal: leaving.signal });
    expect(late.waits).toEqual([]);
  });

  it('stops pausing when nobody waits any more', async () => {
    const leaving = new AbortController();
    const followed = followOperation({
      operation,
      caller,
      runner: {
        async query() {
          setImmediate(() => leaving.abort());
          throw new PlatformError('unavailable', 'Not now');
        },
      },
      signal: leaving.signal,
    });
    await expect(followed).resolves.toBe(operation);
  });
});
