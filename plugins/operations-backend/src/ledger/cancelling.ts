import type { Knex } from 'knex';
import {
  isFinal,
  OPERATION_STATES,
  type OperationStep,
} from '@mctl/plugin-platform-common';
import { appendEvent } from './ledgerEvents';
import type { OperationRow } from './rows';

const FINAL_STATES = OPERATION_STATES.filter(isFinal);

/**
 * Cancels an operation unless its commit stands, may be written at this moment,
 * or it has ended. Says whether it did.
 *
 * @remarks
 * The fence grows, as with a claim: a worker that was about to write the commit
 * finds that it has lost it and writes nothing. A worker that is past that check
 * has noted so in `committing`, and is not cancelled any more.
 */
export async function cancelUncommitted(
  transaction: Knex.Transaction,
  options: {
    id: string;
    /** One line for the log and the steps. */
    message: string;
    /** Only what no worker has begun with. */
    queuedOnly?: boolean;
  },
): Promise<boolean> {
  const { id, message } = options;
  const row = await transaction<OperationRow>('operations')
    .where({ id })
    .first('steps');
  if (!row) {
    return false;
  }
  const now = Date.now();
  const query = transaction('operations')
    .where({ id })
    .whereNull('commit_id')
    .whereNull('committing');
  const cancelled = await (
    options.queuedOnly
      ? query.where({ state: 'queued' })
      : query.whereNotIn('state', FINAL_STATES)
  ).update({
    state: 'cancelled',
    steps: JSON.stringify(skippedSteps(JSON.parse(row.steps), message)),
    fence: transaction.raw('fence + 1'),
    lease_until: 0,
    updated_at: now,
    finished_at: now,
  });
  if (cancelled > 0) {
    await appendEvent(transaction, id, 'log', { message });
  }
  return cancelled > 0;
}

/** Steps of an operation that ends before its commit. */
function skippedSteps(
  steps: readonly OperationStep[],
  message: string,
): OperationStep[] {
  const finishedAt = new Date().toISOString();
  return steps.map(step =>
    step.state === 'running'
      ? { ...step, state: 'skipped', finishedAt, message }
      : step,
  );
}
