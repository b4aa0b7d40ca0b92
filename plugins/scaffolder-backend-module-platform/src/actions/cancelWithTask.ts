import type { Operation } from '@mctl/plugin-platform-common';
import {
  isPlatformError,
  type Caller,
  type CapabilityRunner,
} from '@mctl/plugin-platform-node';

/**
 * Cancels the operation of a task that was cancelled.
 *
 * @returns why it goes on nevertheless; undefined when it is cancelled
 */
export async function cancelWithTask(options: {
  operation: Operation;
  runner: Pick<CapabilityRunner, 'command'>;
  caller: Caller;
}): Promise<string | undefined> {
  const { operation, runner, caller } = options;
  try {
    await runner.command({
      command: 'cancel-operation',
      input: { id: operation.id },
      caller,
      reason: 'The task that started it was cancelled',
      idempotencyKey: `scaffolder:cancel:${operation.id}`,
    });
    return undefined;
  } catch (error) {
    if (isPlatformError(error)) {
      return error.message;
    }
    throw error;
  }
}
