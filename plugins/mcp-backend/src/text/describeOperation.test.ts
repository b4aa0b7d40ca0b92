import type { Operation } from '@mctl/plugin-platform-common';
import { describeOperation } from './describeOperation';

const running: Operation = {
  id: 'op_1',
  operation: 'deploy-service',
  tenant: 'acme',
  subject: 'service:acme/shop',
  state: 'running',
  step: 'sync',
  input: {},
  actor: {
    user: 'user:default/ada',
    via: 'mcp',
    client: null,
    onBehalfOf: null,
  },
  reason: null,
  plan: null,
  approval: null,
  commit: 'c0ffee',
  steps: [
    {
      name: 'commit',
      state: 'succeeded',
      startedAt: null,
      finishedAt: null,
      message: null,
    },
    {
      name: 'sync',
      state: 'running',
      startedAt: null,
      finishedAt: null,
      message: 'waiting for Argo CD',
    },
    {
      name: 'verify',
      state: 'pending',
      startedAt: null,
      finishedAt: null,
      message: null,
    },
  ],
  result: null,
  error: null,
  createdAt: '',
  updatedAt: '',
  finishedAt: null,
  links: { portal: '' },
};

describe('describeOperation', () => {
  it('says where it stands and how to follow it', () => {
    expect(describeOperation(running)).toBe(
      [
        'deploy-service service:acme/shop: running (op_1)',
        '- commit: succeeded',
        '- sync: running, waiting for Argo CD',
        'commit c0ffee',
        'Not finished: call mctl_get_operation with {"id": "op_1", "wait": 60} until the state is final.',
      ].join('\n'),
    );
  });

  it('says no next step when nothing follows', () => {
    const text = describeOperation({
      ...running,
      state: 'succeeded',
      result: { host: 'shop--acme.localhost' },
    });
    expect(text).toContain('result: {"host":"shop--acme.localhost"}');
    expect(text).not.toContain('Not finished');
  });

  it('shows the newest evidence of a failure only', () => {
    const text = describeOperation({
      ...running,
      state: 'failed',
      error: {
        code: 'verification_failed',
        message: 'It never became ready',
        hint: 'Look at the events.',
        evidence: Array.from({ length: 9 }, (_, index) => ({
          source: 'event',
          message: `number ${index}`,
        })),
      },
    });
    expect(text).toContain('verification_failed: It never became ready');
    expect(text).toContain('number 8');
    expect(text).not.toContain('number 3');
    expect(text).toContain('Look at the events.');
  });
});
