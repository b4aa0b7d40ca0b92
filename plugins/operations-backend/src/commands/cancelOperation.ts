import { z } from 'zod';
import { operationSchema, type Operation } from '@mctl/plugin-platform-common';
import { defineCommand, PlatformError } from '@mctl/plugin-platform-node';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import type { LedgerEntry } from '../ledger/rows';
import { visibleOperation } from '../queries/visibleOperation';

const input = z.object({
  id: z.string().max(64).describe('Id of the operation, op_…'),
});

/** Stops an operation that has no commit yet. */
export function cancelOperation(ledger: DatabaseLedger) {
  return defineCommand<
    typeof input,
    { tenant: string | null; operationId: string }
  >({
    name: 'cancel-operation',
    title: 'Cancel an operation',
    description:
      'Stops an operation before its commit is made: then nothing was written, and its state is cancelled. Once the commit stands it cannot be cancelled and nothing is undone; the refusal says so. For who asked for the operation, and for owners of its tenant.',
    role: 'user',
    input,
    output: operationSchema,
    async locate({ input: { id }, caller, access, snapshot }) {
      const { user } = caller;
      const { operation } = await visibleOperation({
        ledger,
        access,
        user,
        id,
      });
      const { tenant } = operation;
      const allowed =
        operation.actor.user === user ||
        access.isAdmin(user) ||
        (tenant !== null && access.roleIn(snapshot, tenant, user) === 'owner');
      if (!allowed) {
        throw new PlatformError(
          'role_too_small',
          tenant === null
            ? 'Only who asked for this operation, or a platform admin, may cancel it'
            : `Only who asked for this operation, or who has the role owner in tenant "${tenant}", may cancel it`,
          { hint: `Ask ${operation.actor.user} or an owner to cancel it.` },
        );
      }
      return { tenant, operationId: id };
    },
    async run({ input: { id }, caller, reason, transaction }) {
      const entry = await ledger.cancel(
        transaction,
        id,
        `Cancelled by ${caller.user}${reason === null ? '' : `: ${reason}`}`,
      );
      requireCancelled(entry);
      return entry.operation;
    },
  });
}

/** Refuses with what became of the operation instead. */
function requireCancelled({ operation, committing }: LedgerEntry): void {
  const { id, commit, state } = operation;
  if (state === 'cancelled') {
    return;
  }
  if (commit !== null) {
    throw tooLate(
      operation,
      `${id} has its commit ${commit.slice(0, 7)} already, which is not undone`,
      'Look at how it ends with get-operation; to go back, start the operation that changes it back.',
    );
  }
  if (committing) {
    throw tooLate(
      operation,
      `The commit of ${id} may be written at this moment, so it can no longer be cancelled`,
      'Look at how it ends with get-operation; to go back, start the operation that changes it back.',
    );
  }
  throw tooLate(
    operation,
    `${id} has ended already: it is ${state}`,
    'There is nothing left to cancel.',
  );
}

function tooLate({ id }: Operation, message: string, hint: string) {
  return new PlatformError('conflict', message, { hint, operationId: id });
}
