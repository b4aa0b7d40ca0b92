import type { Knex } from 'knex';
import type { Operation } from '@mctl/plugin-platform-common';
import type { AcceptedOperation } from '@mctl/plugin-platform-node';
import { OperationEventBus } from '../events/OperationEventBus';
import { DatabaseLedger } from '../ledger/DatabaseLedger';
import type { LedgerEntry } from '../ledger/rows';
import { acceptedOperation } from './acceptedOperation';

/** A lease that nothing in a test outlives. */
export const LONG_LEASE = 600_000;

/** Opens a ledger on a database. */
export async function openLedger(knex: Knex) {
  const bus = new OperationEventBus();
  const ledger = await DatabaseLedger.create({
    database: { getClient: async () => knex },
    bus,
    portalUrl: 'http://portal.test',
  });
  return { ledger, bus };
}

/** Accepts an operation that must be new. */
export async function acceptNew(
  ledger: DatabaseLedger,
  accepted: Partial<AcceptedOperation> = {},
): Promise<Operation> {
  const outcome = await ledger.accept(acceptedOperation(accepted));
  if (!('accepted' in outcome)) {
    throw new Error('The operation was not accepted');
  }
  return outcome.operation;
}

/** Claims an operation that must be there. */
export async function claimNext(
  ledger: DatabaseLedger,
  options: { worker?: string; lease?: number } = {},
): Promise<LedgerEntry> {
  const entry = await ledger.claim({
    worker: 'worker',
    lease: LONG_LEASE,
    ...options,
  });
  if (!entry) {
    throw new Error('There was nothing to claim');
  }
  return entry;
}
