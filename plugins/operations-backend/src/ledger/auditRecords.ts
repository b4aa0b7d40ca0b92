import type { Knex } from 'knex';
import type { AuditRecord } from '@mctl/plugin-platform-node';
import type { AuditEventRow } from './rows';

/** SQLite takes at most 500 rows in one statement. */
const BATCH = 100;

/** Keeps records in the audit trail, all of them or none. */
export async function keepRecords(
  knex: Knex,
  records: readonly AuditRecord[],
): Promise<void> {
  const time = Date.now();
  await knex.batchInsert<AuditEventRow>(
    'audit_events',
    records.map(record => ({
      time,
      event: record.event,
      capability: record.capability,
      user: record.actor.user,
      via: record.actor.via,
      client: record.actor.client,
      tenant: record.tenant,
      outcome: record.outcome,
      code: record.code ?? null,
      operation_id: record.operationId ?? null,
    })),
    BATCH,
  );
}
