import { setTimeout as sleep } from 'node:timers/promises';
import {
  isFinal,
  type Operation,
  type OperationStep,
} from '@mctl/plugin-platform-common';
import { isPlatformError } from '@mctl/plugin-platform-node';

/** Seconds of one look: how late a step may be reported. */
const WAIT = 2;
/** Milliseconds until the next look after one that was not possible. */
const PAUSE = 5_000;
const ENDED: ReadonlySet<OperationStep['state']> = new Set([
  'succeeded',
  'failed',
  'skipped',
]);
const TRANSIENT: ReadonlySet<string> = new Set([
  'rate_limited',
  'roles_unknown',
  'unavailable',
]);

/** What following an operation needs. */
export interface FollowOptions {
  operation: Operation;
  /** Shows the operation as it is at its end, or after that many seconds. */
  look(seconds: number): Promise<Operation>;
  /** Told once of each step that has ended. */
  onStepEnd(step: OperationStep): void;
  /** Aborts when the task is cancelled. */
  signal?: AbortSignal;
  /** Lets milliseconds pass. */
  pause?(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Follows an operation to its end, or until the task is cancelled, and returns
 * it as it is then. Times at which it cannot be seen are waited out: it runs on.
 */
export async function followOperation(
  options: FollowOptions,
): Promise<Operation> {
  const { look, onStepEnd, pause = wait, signal } = options;
  const told = new Set<string>();
  let { operation } = options;
  for (;;) {
    for (const step of operation.steps) {
      if (ENDED.has(step.state) && !told.has(step.name)) {
        told.add(step.name);
        onStepEnd(step);
      }
    }
    if (isFinal(operation.state) || signal?.aborted) {
      return operation;
    }
    try {
      operation = await look(WAIT);
    } catch (error) {
      if (!isPlatformError(error) || !TRANSIENT.has(error.code)) {
        throw error;
      }
      await pause(PAUSE, signal);
    }
  }
}

async function wait(milliseconds: number, signal?: AbortSignal) {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal?.aborted) {
      throw error;
    }
  }
}
