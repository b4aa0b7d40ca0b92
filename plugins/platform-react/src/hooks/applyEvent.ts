import type { OperationStep } from '@mctl/plugin-platform-common';
import type { FollowedEvent } from '../api/PlatformApi';
import type { OperationDetails } from '../api/queries';

/** How far a step is; steps do not go back. */
const PROGRESS: Record<OperationStep['state'], number> = {
  pending: 0,
  running: 1,
  succeeded: 2,
  failed: 2,
  skipped: 2,
};

/**
 * The operation after an event.
 *
 * @remarks
 * A stream tells the story from its beginning, though the operation was read
 * somewhere in the middle; what is behind the known state changes nothing.
 */
export function applyEvent(
  operation: OperationDetails,
  event: FollowedEvent,
): OperationDetails {
  const { data } = event;
  if ('operation' in data) {
    return isOlder(data.operation.updatedAt, operation.updatedAt)
      ? operation
      : {
          ...data.operation,
          planDetails: operation.planDetails,
          log: operation.log,
        };
  }
  if ('step' in data) {
    return {
      ...operation,
      steps: operation.steps.map(step =>
        step.name === data.step.name &&
        PROGRESS[data.step.state] >= PROGRESS[step.state]
          ? data.step
          : step,
      ),
    };
  }
  if ('message' in data) {
    const { message } = data;
    const isKnown = operation.log.some(line => line.message === message);
    const line = { time: new Date().toISOString(), message };
    return isKnown
      ? operation
      : { ...operation, log: [...operation.log, line] };
  }
  return operation;
}

function isOlder(time: string, than: string): boolean {
  return Date.parse(time) < Date.parse(than);
}
