import { isFinal } from '@mctl/plugin-platform-common';
import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import { IDEMPOTENCY_KEY_LIFE } from '../ledger/idempotencyKeys';

/** How many references go in one transaction. */
const BATCH = 500;

/**
 * Removes the references of operations that are final and past the time in which
 * a request may be repeated: nobody asks any more whether they have a commit.
 * The trailers of the commits remain.
 *
 * @returns how many were removed
 */
export async function sweepOperationRefs(options: {
  ledger: Pick<DatabaseLedger, 'findByIds'>;
  repository: Pick<
    GitOpsRepository,
    'listOperationRefs' | 'deleteOperationRefs'
  >;
  now: Date;
}): Promise<number> {
  const { ledger, repository, now } = options;
  const before = new Date(now.getTime() - IDEMPOTENCY_KEY_LIFE);
  const candidates = await repository.listOperationRefs({ before });
  let removed = 0;
  for (let at = 0; at < candidates.length; at += BATCH) {
    const batch = candidates.slice(at, at + BATCH);
    const entries = await ledger.findByIds(batch);
    // One that the ledger does not know may be someone else's.
    const over = batch.filter(id => {
      const operation = entries.get(id)?.operation;
      return (
        operation !== undefined &&
        isFinal(operation.state) &&
        operation.finishedAt !== null &&
        Date.parse(operation.finishedAt) < before.getTime()
      );
    });
    await repository.deleteOperationRefs(over);
    removed += over.length;
  }
  return removed;
}
