import {
  PlatformError,
  type AccessDecisions,
} from '@mctl/plugin-platform-node';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import type { LedgerEntry } from '../ledger/rows';

const OPERATION_ID = /^op_[0-9a-z]{26}$/;

/**
 * An operation that a user may see: one of their tenants, or one they started.
 *
 * @throws PlatformError `not_found`, the same for what is hidden and what is not
 */
export async function visibleOperation(options: {
  ledger: Pick<DatabaseLedger, 'findByIds'>;
  access: AccessDecisions;
  user: string;
  id: string;
}): Promise<LedgerEntry> {
  const { ledger, access, user, id } = options;
  const entry = OPERATION_ID.test(id)
    ? (await ledger.findByIds([id])).get(id)
    : undefined;
  const visible =
    entry &&
    (access.isAdmin(user) ||
      entry.operation.actor.user === user ||
      (entry.operation.tenant !== null &&
        access.canSee(user, entry.operation.tenant)));
  if (!visible) {
    throw new PlatformError(
      'not_found',
      `There is no operation "${id}" that you can see`,
      { hint: 'list-operations shows the operations you can see.' },
    );
  }
  return entry;
}
