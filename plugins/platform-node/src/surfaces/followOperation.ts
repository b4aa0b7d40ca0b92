import { setTimeout as sleep } from 'node:timers/promises';
import {
  isFinal,
  operationSchema,
  type ErrorCode,
  type Operation,
} from '@mctl/plugin-platform-common';
import type { Caller } from '../caller/Caller';
import type { CapabilityRunner } from '../capabilities/CapabilityRunner';
import { isPlatformError } from '../errors';

/** Seconds of one look when nobody watches the progress. */
const QUIET_WAIT = 60;
/** Seconds of one look when each is told to somebody. */
const WATCHED_WAIT = 2;
/** Milliseconds until the next look after one that was not possible. */
const PAUSE = 5_000;
const TRANSIENT: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'roles_unknown',
  'unavailable',
]);

/** What following an operation needs. @public */
export interface FollowOptions {
  /** The operation as it was seen last. */
  operation: Operation;
  runner: Pick<CapabilityRunner, 'query'>;
  caller: Caller;
  /** Told of the operation before each look, when somebody watches. */
  onProgress?(operation: Operation): Promise<void> | void;
  /** Milliseconds after which to give up; without it, none. */
  longest?: number;
  /** Aborts when nobody waits any more. */
  signal?: AbortSignal;
  now?(): number;
  /** Lets milliseconds pass. */
  pause?(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Follows an operation until it is final, time is up, or nobody waits any more,
 * and returns it as it is then. Times at which it cannot be seen are waited out:
 * it runs on.
 *
 * @throws what `get-operation` refuses for good, such as `not_found`
 * @public
 */
export async function followOperation(
  options: FollowOptions,
): Promise<Operation> {
  const { caller, onProgress, runner, signal, pause = passTime } = options;
  const now = options.now ?? Date.now;
  const end = now() + (options.longest ?? Infinity);
  let { operation } = options;

  while (!isFinal(operation.state) && !signal?.aborted && now() < end) {
    await onProgress?.(operation);
    const longest = onProgress ? WATCHED_WAIT : QUIET_WAIT;
    const wait = Math.min(longest, Math.ceil((end - now()) / 1000));
    try {
      const seen = await runner.query({
        name: 'get-operation',
        input: { id: operation.id, wait },
        caller,
        signal,
      });
      operation = operationSchema.parse(seen) as Operation;
    } catch (error) {
      if (signal?.aborted) {
        return operation;
      }
      if (!isPlatformError(error) || !TRANSIENT.has(error.code)) {
        throw error;
      }
      await pause(Math.min(PAUSE, end - now()), signal);
    }
  }
  return operation;
}

async function passTime(milliseconds: number, signal?: AbortSignal) {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal?.aborted) {
      throw error;
    }
  }
}
