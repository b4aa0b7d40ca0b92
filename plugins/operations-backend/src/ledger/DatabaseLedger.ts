import type { Knex } from 'knex';
import {
  canTransition,
  isFinal,
  OPERATION_STEPS,
  type OperationError,
  type OperationEvent,
  type OperationState,
  type OperationStep,
  type OperationStepName,
  type Plan,
} from '@mctl/plugin-platform-common';
import {
  isDatabaseConflictError,
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import {
  ConflictError,
  CustomErrorBase,
  NotFoundError,
} from '@backstage/errors';
import type {
  AcceptedOperation,
  AuditRecord,
  EarlierRequest,
  IdempotencyScope,
} from '@mctl/plugin-platform-node';
import type { OperationEventBus } from '../events/OperationEventBus';
import { dialectOf, makeDurable, type Dialect } from './dialect';
import { appendEvent, appendState } from './ledgerEvents';
import { newOperationId } from './operationId';
import {
  toLedgerEntry,
  type AuditEventRow,
  type IdempotencyKeyRow,
  type LedgerEntry,
  type OperationEventRow,
  type OperationRow,
} from './rows';

const MIGRATIONS = resolvePackagePath(
  '@mctl/plugin-operations-backend',
  'migrations',
);
const IDEMPOTENCY_KEY_LIFE = 7 * 24 * 60 * 60 * 1000;

/** Thrown when another worker has claimed the operation since. */
export class LostFenceError extends CustomErrorBase {
  readonly name = 'LostFenceError' as const;

  constructor(id: string) {
    super(`Another worker has taken over ${id}`);
  }
}

/** What one look at an operation changes on it. */
export interface EntryUpdate {
  state?: OperationState;
  step?: OperationStepName;
  /** New state of steps, merged by name. */
  steps?: OperationStep[];
  plan?: Plan;
  plannedResult?: Record<string, unknown> | null;
  commit?: string;
  result?: Record<string, unknown>;
  error?: OperationError;
  conflicts?: number;
  failures?: number;
  /** Lines for the operation's log. */
  log?: string[];
}

/** Filters of a list of operations. */
export interface OperationFilter {
  /** Only these tenants and, with `user`, that user's own. */
  tenants?: readonly string[];
  /** Operations of this user are shown whatever the tenant. */
  user?: string;
  tenant?: string;
  subject?: string;
  operation?: string;
  state?: OperationState;
  actor?: string;
  since?: number;
  /** Only what was accepted before this sequence. */
  before?: number;
  limit: number;
}

/**
 * The ledger in SQL: what was asked for, where it stands, and everything that
 * happened to it. Each change and its events are one transaction.
 */
export class DatabaseLedger {
  readonly #knex: Knex;
  readonly #dialect: Dialect;
  readonly #bus: OperationEventBus;
  readonly #portalUrl: string;

  static async create(options: {
    database: DatabaseService;
    bus: OperationEventBus;
    portalUrl: string;
  }): Promise<DatabaseLedger> {
    const knex = await options.database.getClient();
    await makeDurable(knex);
    if (!options.database.migrations?.skip) {
      await knex.migrate.latest({ directory: MIGRATIONS });
    }
    return new DatabaseLedger(knex, options.bus, options.portalUrl);
  }

  private constructor(knex: Knex, bus: OperationEventBus, portalUrl: string) {
    this.#knex = knex;
    this.#dialect = dialectOf(knex);
    this.#bus = bus;
    this.#portalUrl = portalUrl;
  }

  async findEarlier(scope: IdempotencyScope): Promise<EarlierRequest> {
    const row = await this.#knex<IdempotencyKeyRow>('idempotency_keys')
      .where({
        user: scope.user,
        capability: scope.capability,
        key: scope.key,
      })
      .where('created_at', '>', Date.now() - IDEMPOTENCY_KEY_LIFE)
      .first();
    if (!row) {
      return { found: false };
    }
    const { operation } = await this.get(row.operation_id);
    return {
      found: true,
      sameRequest: row.request_hash === scope.requestHash,
      operation,
    };
  }

  /** Keeps an operation and its idempotency key, or says who was faster. */
  async accept(
    accepted: AcceptedOperation,
  ): Promise<
    { accepted: true; operation: LedgerEntry['operation'] } | EarlierRequest
  > {
    const id = newOperationId();
    const now = Date.now();
    const unchanged = accepted.plan.changes.length === 0;
    const state: OperationState = unchanged ? 'succeeded' : 'queued';
    try {
      await this.#knex.transaction(async transaction => {
        await this.#takeKey(transaction, accepted.idempotency, id, now);
        if (accepted.cancelsQueuedInTenant && accepted.tenant) {
          await this.#cancelQueued(transaction, accepted.tenant, id);
        }
        await transaction('operations').insert({
          id,
          operation: accepted.operation,
          tenant: accepted.tenant,
          subject: accepted.subject,
          exclusive: accepted.cancelsQueuedInTenant,
          state,
          step: null,
          input: JSON.stringify(accepted.input),
          resolved: JSON.stringify(accepted.resolved),
          plan: JSON.stringify(accepted.plan),
          plan_bound: accepted.planBound,
          actor_user: accepted.actor.user,
          actor_via: accepted.actor.via,
          actor_client: accepted.actor.client,
          reason: accepted.reason,
          steps: JSON.stringify(initialSteps(unchanged)),
          result: unchanged ? JSON.stringify({ changed: false }) : null,
          created_at: now,
          updated_at: now,
          finished_at: unchanged ? now : null,
          due_at: now,
        });
        await appendState(transaction, await this.#read(transaction, id));
      });
    } catch (error) {
      if (!isDatabaseConflictError(error)) {
        throw error;
      }
      return this.findEarlier(accepted.idempotency);
    }
    const { operation } = await this.get(id);
    this.#bus.publish(operation);
    return { accepted: true, operation };
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<LedgerEntry> {
    return this.#read(this.#knex, id);
  }

  /** Operations that match, newest first. */
  async list(filter: OperationFilter): Promise<LedgerEntry[]> {
    const query = this.#knex<OperationRow>('operations');
    const { tenants, user } = filter;
    if (tenants) {
      query.where(visible => {
        visible.whereIn('tenant', [...tenants]);
        if (user) {
          visible.orWhere('actor_user', user);
        }
      });
    }
    const equal = {
      tenant: filter.tenant,
      subject: filter.subject,
      operation: filter.operation,
      state: filter.state,
      actor_user: filter.actor,
    };
    for (const [column, value] of Object.entries(equal)) {
      if (value !== undefined) {
        query.where(column, value);
      }
    }
    if (filter.since !== undefined) {
      query.where('created_at', '>=', filter.since);
    }
    if (filter.before !== undefined) {
      query.where('sequence', '<', filter.before);
    }
    const rows = await query.orderBy('sequence', 'desc').limit(filter.limit);
    return rows.map(row => toLedgerEntry(row, this.#portalUrl));
  }

  /** Operations by commit, for histories that start from Git. */
  async findByIds(ids: readonly string[]): Promise<Map<string, LedgerEntry>> {
    const rows = await this.#knex<OperationRow>('operations').whereIn('id', [
      ...ids,
    ]);
    return new Map(
      rows.map(row => [row.id, toLedgerEntry(row, this.#portalUrl)]),
    );
  }

  /** Events of an operation after a sequence, oldest first. */
  async events(id: string, after: number): Promise<OperationEvent[]> {
    const rows = await this.#knex<OperationEventRow>('operation_events')
      .where({ operation_id: id })
      .where('sequence', '>', after)
      .orderBy('sequence');
    return rows.map(row => ({
      sequence: row.sequence,
      type: row.type,
      time: new Date(Number(row.time)).toISOString(),
      data: JSON.parse(row.data),
    }));
  }

  /**
   * Claims the operation that has been due longest. Its fence grows with the
   * claim, so that a worker that was asleep meanwhile can write nothing more.
   *
   * @remarks
   * What has no commit yet waits while an earlier one on the same subject has
   * none either; an operation on the tenant as a whole excludes all in it.
   */
  async claim(options: {
    worker: string;
    /** Milliseconds. */
    lease: number;
  }): Promise<LedgerEntry | undefined> {
    const { now, skipLocked } = this.#dialect;
    const entry = await this.#knex.transaction(async transaction => {
      const result = await transaction.raw(
        `UPDATE operations SET state = 'running', worker = ?,
                fence = fence + 1, lease_until = ${now} + ?
          WHERE sequence = (
            SELECT o.sequence FROM operations o
             WHERE o.state IN ('queued', 'running')
               AND o.lease_until <= ${now} AND o.due_at <= ?
               AND (o.commit_id IS NOT NULL OR NOT EXISTS (
                 SELECT 1 FROM operations e
                  WHERE e.state IN ('queued', 'running') AND e.commit_id IS NULL
                    AND e.sequence < o.sequence
                    AND (e.subject = o.subject
                         OR e.tenant = o.tenant
                            AND (e.subject = 'tenant:' || o.tenant
                                 OR o.subject = 'tenant:' || o.tenant))))
             ORDER BY o.due_at, o.sequence LIMIT 1 ${skipLocked})
          RETURNING *`,
        [options.worker, options.lease, Date.now()],
      );
      const rows: OperationRow[] = Array.isArray(result) ? result : result.rows;
      if (!rows[0]) {
        return undefined;
      }
      if (rows[0].step === null) {
        await appendState(
          transaction,
          await this.#read(transaction, rows[0].id),
        );
      }
      return toLedgerEntry(rows[0], this.#portalUrl);
    });
    if (entry) {
      this.#bus.publish(entry.operation);
    }
    return entry;
  }

  /** Makes the waiting operations of tenants due now. */
  async makeDue(tenants: readonly string[]): Promise<void> {
    const now = Date.now();
    await this.#knex('operations')
      .whereIn('tenant', [...tenants])
      .where({ state: 'running', lease_until: 0 })
      .where('due_at', '>', now)
      .update({ due_at: now });
  }

  /**
   * Writes what a worker found, in one transaction with its events.
   *
   * @throws LostFenceError when another worker has claimed it since
   */
  async update(
    claimed: LedgerEntry,
    update: EntryUpdate,
    release?: { dueAt: number },
  ): Promise<LedgerEntry> {
    const { id } = claimed.operation;
    const now = Date.now();
    const entry = await this.#knex.transaction(async transaction => {
      const before = await this.#read(transaction, id);
      const state = update.state ?? before.operation.state;
      if (
        state !== before.operation.state &&
        !canTransition(before.operation.state, state)
      ) {
        throw new ConflictError(
          `${id} cannot go from ${before.operation.state} to ${state}`,
        );
      }
      const steps = mergeSteps(before.operation.steps, update.steps ?? []);
      const changed = await transaction('operations')
        .where({ id, fence: claimed.fence })
        .whereNotIn('state', FINAL_STATES)
        .update({
          state,
          steps: JSON.stringify(steps),
          updated_at: now,
          ...(update.step && { step: update.step }),
          ...(update.plan && { plan: JSON.stringify(update.plan) }),
          ...(update.plannedResult && {
            planned_result: JSON.stringify(update.plannedResult),
          }),
          ...(update.commit && { commit_id: update.commit, committed_at: now }),
          ...(update.result && { result: JSON.stringify(update.result) }),
          ...(update.error && { error: JSON.stringify(update.error) }),
          ...(update.conflicts !== undefined && {
            conflicts: update.conflicts,
          }),
          ...(update.failures !== undefined && { failures: update.failures }),
          ...(isFinal(state) && { finished_at: now }),
          ...(release && { lease_until: 0, due_at: release.dueAt }),
        });
      if (changed === 0) {
        throw new LostFenceError(id);
      }
      for (const message of update.log ?? []) {
        await appendEvent(transaction, id, 'log', { message });
      }
      for (const step of update.steps ?? []) {
        await appendEvent(transaction, id, 'step', { step });
      }
      if (state !== before.operation.state) {
        await appendState(transaction, await this.#read(transaction, id));
      }
      return this.#read(transaction, id);
    });
    this.#bus.publish(entry.operation);
    return entry;
  }

  /** Makes a claim last longer; false when it is lost. */
  async renew(claimed: LedgerEntry, lease: number): Promise<boolean> {
    const changed = await this.#knex('operations')
      .where({ id: claimed.operation.id, fence: claimed.fence })
      .whereNotIn('state', FINAL_STATES)
      .update({
        lease_until: this.#knex.raw(`${this.#dialect.now} + ?`, [lease]),
      });
    return changed > 0;
  }

  /** A later operation whose commit ends this one's verification. */
  async findSuccessor(entry: LedgerEntry): Promise<string | undefined> {
    const row = await this.#knex<OperationRow>('operations')
      .whereNotNull('commit_id')
      .where('sequence', '>', entry.sequence)
      .where(successor => {
        successor.where('subject', entry.operation.subject);
        if (entry.operation.tenant) {
          successor.orWhere({
            tenant: entry.operation.tenant,
            exclusive: true,
          });
        }
      })
      .orderBy('sequence')
      .first('id');
    return row?.id;
  }

  async audit(records: readonly AuditRecord[]): Promise<void> {
    const time = Date.now();
    await this.#knex<AuditEventRow>('audit_events').insert(
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
    );
  }

  async #read(knex: Knex, id: string): Promise<LedgerEntry> {
    const row = await knex<OperationRow>('operations').where({ id }).first();
    if (!row) {
      throw new NotFoundError(`There is no operation "${id}"`);
    }
    return toLedgerEntry(row, this.#portalUrl);
  }

  async #takeKey(
    transaction: Knex.Transaction,
    scope: IdempotencyScope,
    operationId: string,
    now: number,
  ) {
    const key = {
      user: scope.user,
      capability: scope.capability,
      key: scope.key,
    };
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

  async #cancelQueued(
    transaction: Knex.Transaction,
    tenant: string,
    by: string,
  ) {
    const queued = await transaction<OperationRow>('operations').where({
      tenant,
      state: 'queued',
    });
    const now = Date.now();
    for (const { id } of queued) {
      await transaction('operations').where({ id }).update({
        state: 'cancelled',
        updated_at: now,
        finished_at: now,
      });
      await appendEvent(transaction, id, 'log', {
        message: `Cancelled by ${by}, which changes the tenant as a whole`,
      });
      await appendState(transaction, await this.#read(transaction, id));
    }
  }
}

const FINAL_STATES: OperationState[] = [
  'succeeded',
  'failed',
  'cancelled',
  'rejected',
  'expired',
  'superseded',
];

function initialSteps(skipped: boolean): OperationStep[] {
  return OPERATION_STEPS.map(name => ({
    name,
    state: skipped ? 'skipped' : 'pending',
    startedAt: null,
    finishedAt: null,
    message: skipped ? 'Nothing to change' : null,
  }));
}

function mergeSteps(
  steps: readonly OperationStep[],
  updates: readonly OperationStep[],
): OperationStep[] {
  return steps.map(
    step => updates.find(({ name }) => name === step.name) ?? step,
  );
}
