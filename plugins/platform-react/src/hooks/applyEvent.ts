import type { OperationEvent } from '@mctl/plugin-platform-common';
import type { OperationDetails } from '../api/queries';

/**
 * The operation after an event.
 *
 * @remarks
 * A stream that is opened anew tells the story from its beginning; what is
 * older than what is known already changes nothing.
 */
export function applyEvent(
  operation: OperationDetails,
  event: OperationEvent,
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
    return isOlder(event.time, operation.updatedAt)
      ? operation
      : {
          ...operation,
          step: data.step.name,
          steps: operation.steps.map(step =>
            step.name === data.step.name ? data.step : step,
          ),
        };
  }
  if ('message' in data) {
    const line = { time: event.time, message: data.message };
    const isKnown = operation.log.some(
      known => known.time === line.time && known.message === line.message,
    );
    return isKnown
      ? operation
      : { ...operation, log: [...operation.log, line] };
  }
  return operation;
}

function isOlder(time: string, than: string): boolean {
  return Date.parse(time) < Date.parse(than);
}
