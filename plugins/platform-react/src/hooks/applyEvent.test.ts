import type { OperationStep } from '@mctl/plugin-platform-common';
import { sampleOperation, sampleOperationDetails } from '../testing/samples';
import { applyEvent } from './applyEvent';

function step(changes: Partial<OperationStep>): OperationStep {
  return {
    name: 'sync',
    state: 'running',
    startedAt: null,
    finishedAt: null,
    message: null,
    ...changes,
  };
}

describe('applyEvent', () => {
  const operation = sampleOperationDetails({
    state: 'running',
    log: [{ time: 't', message: 'Accepted' }],
  });

  it('takes over the operation of a newer state and keeps plan and log', () => {
    const after = applyEvent(operation, {
      sequence: 3,
      data: {
        state: 'succeeded',
        operation: sampleOperation({
          state: 'succeeded',
          updatedAt: '2026-03-01T12:00:01.000Z',
        }),
      },
    });

    expect(after.state).toBe('succeeded');
    expect(after.log).toEqual(operation.log);
  });

  it('does not go back to a state that is over', () => {
    const after = applyEvent(operation, {
      sequence: 1,
      data: {
        state: 'queued',
        operation: sampleOperation({
          state: 'queued',
          updatedAt: '2026-03-01T11:59:59.000Z',
        }),
      },
    });

    expect(after).toBe(operation);
  });

  it('moves a step on', () => {
    const after = applyEvent(operation, {
      sequence: 4,
      data: { step: step({ message: 'Waiting' }) },
    });

    expect(after.steps[1]).toMatchObject({
      state: 'running',
      message: 'Waiting',
    });
    expect(after.steps[0]).toBe(operation.steps[0]);
  });

  it('does not move a step back', () => {
    const after = applyEvent(operation, {
      sequence: 2,
      data: { step: step({ name: 'commit', state: 'running' }) },
    });

    expect(after.steps[0].state).toBe('succeeded');
  });

  it('adds a line to the log once', () => {
    const event = { sequence: 5, data: { message: 'Committed' } };
    const once = applyEvent(operation, event);
    const twice = applyEvent(once, event);

    expect(once.log.map(({ message }) => message)).toEqual([
      'Accepted',
      'Committed',
    ]);
    expect(twice).toBe(once);
  });
});
