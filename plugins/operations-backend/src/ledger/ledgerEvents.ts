import type { Knex } from 'knex';
import type { OperationEvent } from '@mctl/plugin-platform-common';
import type { LedgerEntry, OperationRow } from './rows';

/** Appends to the event stream of an operation, numbered without gaps. */
export async function appendEvent(
  transaction: Knex.Transaction,
  id: string,
  type: OperationEvent['type'],
  data: OperationEvent['data'],
): Promise<void> {
  const row = await transaction<OperationRow>('operations')
    .where({ id })
    .first('events');
  const sequence = (row?.events ?? 0) + 1;
  await transaction('operations').where({ id }).update({ events: sequence });
  await transaction('operation_events').insert({
    operation_id: id,
    sequence,
    type,
    time: Date.now(),
    data: JSON.stringify(data),
  });
}

/** Appends the state an operation has now, with the operation as it is. */
export async function appendState(
  transaction: Knex.Transaction,
  { operation }: LedgerEntry,
): Promise<void> {
  await appendEvent(transaction, operation.id, 'state', {
    state: operation.state,
    operation,
  });
}
