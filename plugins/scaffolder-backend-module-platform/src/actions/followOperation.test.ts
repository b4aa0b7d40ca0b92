import type { Operation, OperationStep } from '@mctl/plugin-platform-common';
import { PlatformError } from '@mctl/plugin-platform-node';
import { followOperation } from './followOperation';

const queued: Operation = {
  id: 'op_1',
  operation: 'write-note',
  tenant: 'acme',
  subject: 'note:acme/hello',
  state: 'queued',
  step: null,
  input: {},
  actor: {
    user: 'user:default/ada',
    via: 'scaffolder',
    client: null,
    onBehalfOf: null,
  },
  reason: null,
  plan: null,
  approval: null,
  commit: null,
  steps: [],
  result: null,
  error: null,
  createdAt: '2026-03-01T10:00:00.000Z',
  updatedAt: '2026-03-01T10:00:00.000Z',
  finishedAt: null,
  links: { portal: 'http://portal.test/operations/op_1' },
};
const running: Operation = { ...queued, state: 'running' };
const succeeded: Operation = { ...queued, state: 'succeeded' };

function step(
  name: OperationStep['name'],
  state: OperationStep['state'],
): OperationStep {
  return { name, state, startedAt: null, finishedAt: null, message: null };
}

/** Follows an operation through what is seen of it, look by look. */
async function follow(
  seen: Array<Operation | Error>,
  options: { operation?: Operation; signal?: AbortSignal } = {},
) {
  const waits: number[] = [];
  const pauses: number[] = [];
  const ended: string[] = [];
  const operation = await followOperation({
    operation: queued,
    async look(seconds) {
      waits.push(seconds);
      const next = seen.shift();
      if (next === undefined || next instanceof Error) {
        throw next ?? new Error('Looked once too often');
      }
      return next;
    },
    onStepEnd: ({ name, state }) => ended.push(`${name} ${state}`),
    pause: async milliseconds => {
      pauses.push(milliseconds);
    },
    ...options,
  });
  return { operation, waits, pauses, ended };
}

describe('followOperation', () => {
  it('does not look again at what is over', async () => {
    const followed = await follow([], { operation: succeeded });

    expect(followed).toEqual({
      operation: succeeded,
      waits: [],
      pauses: [],
      ended: [],
    });
  });

  it('looks until it is over, each time for as long as the query may wait', async () => {
    const { operation, waits } = await follow([queued, running, succeeded]);

    expect(operation).toBe(succeeded);
    expect(waits).toHaveLength(3);
    waits.forEach(seconds => {
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
    });
  });

  it('tells of each step once, when it has ended', async () => {
    const commit = step('commit', 'succeeded');
    const { ended } = await follow([
      {
        ...running,
        steps: [step('commit', 'running'), step('sync', 'pending')],
      },
      { ...running, steps: [commit, step('sync', 'running')] },
      { ...running, steps: [commit, step('sync', 'running')] },
      {
        ...queued,
        state: 'failed',
        steps: [commit, step('sync', 'skipped'), step('verify', 'failed')],
      },
    ]);

    expect(ended).toEqual([
      'commit succeeded',
      'sync skipped',
      'verify failed',
    ]);
  });

  it.each(['rate_limited', 'roles_unknown', 'unavailable'] as const)(
    'waits it out when it cannot be seen: %s',
    async code => {
      const { operation, pauses } = await follow([
        new PlatformError(code, 'Not now'),
        new PlatformError(code, 'Not yet'),
        succeeded,
      ]);

      expect(operation).toBe(succeeded);
      expect(pauses).toHaveLength(2);
    },
  );

  it.each([
    new PlatformError('not_found', 'It is not there'),
    new TypeError('It is broken'),
  ])('does not hide another error: %s', async error => {
    await expect(follow([running, error, succeeded])).rejects.toBe(error);
  });

  it('stops looking when the task is cancelled', async () => {
    const { operation, waits } = await follow([succeeded], {
      operation: running,
      signal: AbortSignal.abort(),
    });

    expect(operation).toBe(running);
    expect(waits).toEqual([]);
  });

  it('stops waiting when the task is cancelled', async () => {
    const cancelled = new AbortController();

    const operation = await followOperation({
      operation: running,
      async look() {
        cancelled.abort();
        throw new PlatformError('unavailable', 'Not now');
      },
      onStepEnd: () => {},
      signal: cancelled.signal,
    });

    expect(operation).toBe(running);
  });
});
