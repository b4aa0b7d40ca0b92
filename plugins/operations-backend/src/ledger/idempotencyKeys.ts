import type { Knex } from 'knex';
import type { IdempotencyScope } from '@mctl/plugin-platform-node';
import type { IdempotencyKeyRow } from './rows';

/** How long a key stands for its request, in milliseconds. */
export const IDEMPOTENCY_KEY_LIFE = 7 * 24 * 60 * 60 * 1000;

/** What a key was used for, within its life. */
export async function findKey(
  knex: Knex,
  scope: IdempotencyScope,
): Promise<IdempotencyKeyRow | undefined> {
  return knex<IdempotencyKeyRow>('idempotency_keys')
    .where(primaryKeyOf(scope))
    .where('created_at', '>', Date.now() - IDEMPOTENCY_KEY_LIFE)
    .first();
}

/** Takes a key for an operation; a conflict when it is in use. */
export async function takeKey(
  transaction: Knex.Transaction,
  scope: IdempotencyScope,
  operationId: string,
): Promise<void> {
  const now = Date.now();
  const key = primaryKeyOf(scope);
  await transaction('idempotency_keys')
    .where(key)
    .where('created_at', '<=', now - IDEMPOTENCY_KEY_LIFE)
    .delete();
  await transaction('idempotency_keys').insert({
    ...key,
    request_hash: scope.requestHash,
    operation_id: operationId,
    created_at: now,
  });
}

function primaryKeyOf({ user, capability, key }: IdempotencyScope) {
  return { user, capability, key };
}
