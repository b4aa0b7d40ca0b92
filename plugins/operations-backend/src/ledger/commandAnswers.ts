import type { Knex } from 'knex';
import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import type {
  EarlierAnswer,
  IdempotencyScope,
  LedgerTransaction,
} from '@mctl/plugin-platform-node';
import { IDEMPOTENCY_KEY_LIFE } from './idempotencyKeys';
import { DatabaseTransaction } from './DatabaseTransaction';
import type { CommandAnswerRow } from './rows';

type Answer = Record<string, unknown>;

/** What a command was answered with under a key, within its life. */
export async function findAnswer(
  knex: Knex,
  scope: IdempotencyScope,
): Promise<EarlierAnswer> {
  const row = await knex<CommandAnswerRow>('command_answers')
    .where(primaryKeyOf(scope))
    .where('created_at', '>', Date.now() - IDEMPOTENCY_KEY_LIFE)
    .first();
  return row
    ? {
        found: true,
        sameRequest: row.request_hash === scope.requestHash,
        answer: JSON.parse(row.answer),
      }
    : { found: false };
}

/**
 * Makes a change and keeps its answer in one transaction, or gives the answer
 * of the request that was faster.
 */
export async function keepAnswer(
  knex: Knex,
  scope: IdempotencyScope,
  change: (transaction: LedgerTransaction) => Promise<Answer>,
): Promise<{ answered: true; answer: Answer } | EarlierAnswer> {
  const now = Date.now();
  const key = primaryKeyOf(scope);
  let taken = false;
  try {
    const { answer, kept } = await knex.transaction(async transaction => {
      await transaction('command_answers')
        .where(key)
        .where('created_at', '<=', now - IDEMPOTENCY_KEY_LIFE)
        .delete();
      // The key comes first: whoever else has it waits here, and is refused.
      await transaction('command_answers').insert({
        ...key,
        request_hash: scope.requestHash,
        answer: '{}',
        created_at: now,
      });
      taken = true;
      const handle = new DatabaseTransaction(transaction);
      const result = await change(handle);
      await transaction('command_answers')
        .where(key)
        .update({ answer: JSON.stringify(result) });
      return { answer: result, kept: handle };
    });
    kept.committed();
    return { answered: true, answer };
  } catch (error) {
    if (taken || !isDatabaseConflictError(error)) {
      throw error;
    }
    return findAnswer(knex, scope);
  }
}

function primaryKeyOf({ user, capability, key }: IdempotencyScope) {
  return { user, capability, key };
}
