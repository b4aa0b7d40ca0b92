import {
  isFinal,
  operationSchema,
  type Operation,
} from '@mctl/plugin-platform-common';
import { isPlatformError } from '@mctl/plugin-platform-node';

/** Seconds of one look when nobody watches the progress. */
const QUIET_WAIT = 60;
/** Seconds of one look when each is reported to the client. */
const REPORTED_WAIT = 2;

/** What following an operation needs. */
export interface FollowOptions {
  operation: Operation;
  /** Runs `get-operation`, which returns early on a final state. */
  look(input: { id: string; wait: number }): Promise<unknown>;
  /** Tells the client how far it is, when the client wants to know. */
  report?(operation: Operation): Promise<void>;
  /** Milliseconds. */
  longest: number;
  /** The client has left. */
  signal: AbortSignal;
  now?: () => number;
}

/**
 * Follows an operation until it is final, time is up, or the client leaves, and
 * returns it as it is then.
 */
export async function followOperation(
  options: FollowOptions,
): Promise<Operation> {
  const { look, report, signal } = options;
  const now = options.now ?? Date.now;
  const end = now() + options.longest;
  let { operation } = options;

  while (!isFinal(operation.state) && !signal.aborted && now() < end) {
    await report?.(operation);
    const seconds = Math.ceil((end - now()) / 1000);
    const wait = Math.min(seconds, report ? REPORTED_WAIT : QUIET_WAIT);
    let seen: unknown;
    try {
      seen = await look({ id: operation.id, wait });
    } catch (error) {
      // The operation runs on; that it cannot be watched is no failure of it.
      if (signal.aborted || isTransient(error)) {
        return operation;
      }
      throw error;
    }
    operation = operationSchema.parse(seen) as Operation;
  }
  return operation;
}

function isTransient(error: unknown): boolean {
  return (
    isPlatformError(error) &&
    (error.code === 'rate_limited' || error.code === 'unavailable')
  );
}
