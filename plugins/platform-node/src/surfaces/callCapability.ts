import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  planSchema,
  type CapabilityDescription,
  type Operation,
  type Plan,
} from '@mctl/plugin-platform-common';
import type { Caller } from '../caller/Caller';
import type { CapabilityRunner } from '../capabilities/CapabilityRunner';
import { PlatformError, toPlatformError } from '../errors';
import { followOperation } from './followOperation';
import { isDeeperThan } from './isDeeperThan';
import type { ReservedFields } from './reservedFields';

const MAX_DEPTH = 32;
/** Milliseconds that a call may follow its operation for. */
const LONGEST_WAIT = 10 * 60 * 1000;

/** Schema of what a dry run or an unconfirmed call answers. @public */
export const plannedSchema = z.object({
  plan: planSchema,
  needs: planSchema.shape.needs,
});

/** A call of a capability with one object of arguments. @public */
export interface CapabilityCall {
  runner: Pick<CapabilityRunner, 'command' | 'plan' | 'query' | 'start'>;
  capability: Pick<CapabilityDescription, 'name' | 'kind'>;
  /** The input, with the reserved fields beside it. */
  arguments: Record<string, unknown>;
  reserved: ReservedFields;
  caller: Caller;
  /** Aborts when the client leaves. */
  signal?: AbortSignal;
  /** Tells the client how far an operation is, when it asked for that. */
  onProgress?(operation: Operation): Promise<void> | void;
}

/** What a call came to. @public */
export type CallOutcome =
  | { kind: 'answer'; answer: Record<string, unknown> }
  | { kind: 'operation'; operation: Operation }
  /** Nothing was done: it was a dry run, or somebody must confirm the plan. */
  | { kind: 'plan'; plan: Plan; dryRun: boolean };

/**
 * Carries a call to the capability runner and says what it came to, the same on
 * every surface whose calls are one object of arguments. A destructive operation
 * without the hash of its plan answers with the plan, and does nothing.
 *
 * @throws PlatformError whatever the runner refuses
 * @public
 */
export async function callCapability(
  call: CapabilityCall,
): Promise<CallOutcome> {
  const { capability, caller, runner, signal } = call;
  if (isDeeperThan(call.arguments, MAX_DEPTH)) {
    throw new PlatformError(
      'invalid_input',
      `The arguments are nested more than ${MAX_DEPTH} levels deep`,
    );
  }
  const { name, kind } = capability;
  const { reserved, input } = call.reserved.split(kind, call.arguments);
  const { planHash, reason, idempotencyKey = randomUUID() } = reserved;

  if (kind === 'query') {
    const answer = await runner.query({ name, input, caller, signal });
    return { kind: 'answer', answer };
  }
  if (kind === 'command') {
    const { answer } = await runner.command({
      command: name,
      input,
      caller,
      reason,
      idempotencyKey,
    });
    return { kind: 'answer', answer };
  }
  if (reserved.dryRun) {
    const plan = await runner.plan({ operation: name, input, caller });
    return { kind: 'plan', plan, dryRun: true };
  }
  let operation: Operation;
  try {
    ({ operation } = await runner.start({
      operation: name,
      input,
      caller,
      planHash,
      reason,
      idempotencyKey,
    }));
  } catch (thrown) {
    const error = toPlatformError(thrown);
    const plan = planToConfirm(error);
    if (error.code === 'confirmation_required' && plan) {
      return { kind: 'plan', plan, dryRun: false };
    }
    throw thrown;
  }
  if (reserved.wait) {
    operation = await followOperation({
      operation,
      runner,
      caller,
      signal,
      longest: LONGEST_WAIT,
      onProgress: call.onProgress,
    });
  }
  return { kind: 'operation', operation };
}

/** The plan to confirm that an error carries, when it carries one. @public */
export function planToConfirm(error: PlatformError): Plan | undefined {
  return planSchema.safeParse(error.details?.plan).data;
}
