import type { Operation } from '@mctl/plugin-platform-common';
import { describeOutcome } from './describeOutcome';

const operation: Operation = {
  id: 'op_1',
  operation: 'write-note',
  tenant: 'acme',
  subject: 'note:acme/hello',
  state: 'succeeded',
  step: 'verify',
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
  commit: '1234567890abcdef',
  steps: [
    {
      name: 'verify',
      state: 'succeeded',
      startedAt: null,
      finishedAt: null,
      message: '2 of 2 readers see it',
    },
  ],
  result: { changed: true },
  error: null,
  createdAt: '2026-03-01T10:00:00Z',
  updatedAt: '2026-03-01T10:00:00Z',
  finishedAt: null,
  links: { portal: 'http://portal.test/operations/op_1' },
};

describe('the outcome of an operation', () => {
  it.each<[string, Partial<Operation>, string]>([
    [
      'what was seen',
      {},
      'write-note of note:acme/hello succeeded with commit 1234567. Seen in the cluster: 2 of 2 readers see it.',
    ],
    [
      'no proof that there is not',
      { steps: [] },
      'write-note of note:acme/hello succeeded with commit 1234567.',
    ],
    [
      'that nothing changed',
      { commit: null, result: { changed: false } },
      'write-note of note:acme/hello had nothing to change: everything was so already.',
    ],
    [
      'that it has not ended',
      { state: 'running' },
      'write-note of note:acme/hello is running and goes on without this task.',
    ],
  ])('tells %s', (_, rest, outcome) => {
    expect(describeOutcome({ ...operation, ...rest })).toBe(outcome);
  });
});
