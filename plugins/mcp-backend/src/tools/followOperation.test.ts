import type { Operation } from '@mctl/plugin-platform-common';
import { PlatformError } from '@mctl/plugin-platform-node';
import { FakeLedger } from '../__testUtils__/FakeLedger';
import { followOperation } from './followOperation';

describe('followOperation', () => {
  let ledger: FakeLedger;
  let operation: Operation;
  let time: number;
  const now = () => time;
  const { signal } = new AbortController();

  beforeEach(async () => {
    time = 0;
    ledger = new FakeLedger();
    ({ operation } = await ledger.accept({
      operation: 'make-thing',
      tenant: null,
      subject: 'thing:one',
      input: {},
      resolved: {},
      plan: {
        operation: 'make-thing',
        subject: 'thing:one',
        hash: 'sha256:1',
        baseCommit: 'c0ffee',
        resolved: {},
        summary: '',
        changes: [],
        resources: [],
        quota: null,
        policy: [],
        warnings: [],
        needs: { confirmation: false, approval: null },
      },
      planBound: false,
      actor: { user: 'u', via: 'mcp', client: null, onBehalfOf: null },
      reason: null,
      idempotency: { user: 'u', capability: 'c', key: 'k', requestHash: 'h' },
      cancelsQueuedInTenant: false,
    }));
  });

  it('looks until the state is final', async () => {
    const waits: number[] = [];
    const result = await followOperation({
      operation,
      look: async ({ id, wait }) => {
        waits.push(wait);
        if (waits.length === 3) {
          ledger.move(id, 'succeeded');
        }
        return ledger.get(id);
      },
      longest: 600_000,
      signal,
      now,
    });
    expect(result.state).toBe('succeeded');
    expect(waits).toEqual([60, 60, 60]);
  });

  it('does not look at what is final already', async () => {
    ledger.move(operation.id, 'failed');
    const look = jest.fn();
    await followOperation({
      operation: ledger.get(operation.id),
      look,
      longest: 600_000,
      signal,
      now,
    });
    expect(look).not.toHaveBeenCalled();
  });

  it('looks more often, and reports each time, when somebody watches', async () => {
    const reported: string[] = [];
    await followOperation({
      operation,
      look: async ({ id, wait }) => {
        expect(wait).toBeLessThanOrEqual(5);
        ledger.move(
          id,
          ledger.get(id).state === 'queued' ? 'running' : 'succeeded',
        );
        return ledger.get(id);
      },
      report: async ({ state }) => {
        reported.push(state);
      },
      longest: 600_000,
      signal,
      now,
    });
    expect(reported).toEqual(['queued', 'running']);
  });

  it('returns the operation as it is when time is up', async () => {
    const waits: number[] = [];
    const result = await followOperation({
      operation,
      look: async ({ id, wait }) => {
        waits.push(wait);
        time += wait * 1000;
        return ledger.get(id);
      },
      longest: 90_000,
      signal,
      now,
    });
    expect(result.state).toBe('queued');
    expect(waits).toEqual([60, 30]);
  });

  it('stops when the client leaves, whatever the look says then', async () => {
    const leaving = new AbortController();
    const result = await followOperation({
      operation,
      look: async () => {
        leaving.abort();
        throw new Error('aborted');
      },
      longest: 600_000,
      signal: leaving.signal,
      now,
    });
    expect(result).toBe(operation);
  });

  it('shows what it saw last when it may look no more', async () => {
    const result = await followOperation({
      operation,
      look: async () => {
        throw new PlatformError('rate_limited', 'Too many reads');
      },
      longest: 600_000,
      signal,
      now,
    });
    expect(result).toBe(operation);
  });

  it('does not hide other errors', async () => {
    await expect(
      followOperation({
        operation,
        look: async () => {
          throw new PlatformError('not_found', 'gone');
        },
        longest: 600_000,
        signal,
        now,
      }),
    ).rejects.toThrow('gone');
  });
});
