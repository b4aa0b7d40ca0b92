import type { Knex } from 'knex';
import {
  canTransition,
  isFinal,
  OPERATION_STATES,
  type OperationEvent,
  type OperationState,
} from '@mctl/plugin-platform-common';
import {
  isDatabaseConflictError,
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import type {
  AcceptedOperation,
  AuditRecord,
  EarlierAnswer,
  EarlierRequest,
  IdempotencyScope,
  LedgerTransaction,
} from '@mctl/plugin-platform-node';
import type { OperationEventBus } from '../events/OperationEventBus';
import { cancelUncommitted } from './cancelling';
import { keepRecords } from './auditRecords';
import { claimStatement } from './claimStatement';
import { findAnswer, keepAnswer } from './commandAnswers';
import { DatabaseTransaction } from './DatabaseTransaction';
import { dialectOf, makeDurable, type Dialect } from './dialect';
import { findKey, takeKey } from './idempotencyKeys';
import { appendEvent, appendState } from './ledgerEvents';
import { columnsOf, type EntryUpdate } from './EntryUpdate';
import { LostFenceError } from './LostFenceError';
import { newOperationId } from './operationId';
import { findOperations, type OperationFilter } from './OperationFilter';
import { initialSteps, mergeSteps } from './operationSteps';
import {
  toLedgerEntry,
  type LedgerEntry,
  type OperationEventRow,
  type OperationRow,
} from './rows';

const MIGRATIONS = resolvePackagePath(
  '@mctl/plugin-operations-backend',
  'migrations',
);

const FINAL_STATES = OPERATION_STATES.filter(isFinal);

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
    this.#dialect = dialectOf(knex.client.config.client);
    this.#bus = bus;
    this.#portalUrl = portalUrl;
  }

  async findEarlier(scope: IdempotencyScope): Promise<EarlierRequest> {
    const row = await findKey(this.#knex, scope);
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
        await takeKey(transaction, accepted.idempotency, id);
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
    const rows = await findOperations(this.#knex, filter);
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
   */
  async claim(options: {
    worker: string;
    /** Milliseconds. */
    lease: number;
  }): Promise<LedgerEntry | undefined> {
    const entry = await this.#knex.transaction(async transaction => {
      const result = await transaction.raw(claimStatement(this.#dialect), [
        options.worker,
        options.lease,
        Date.now(),
      ]);
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
      if (before.fence !== claimed.fence) {
        throw new LostFenceError(id);
      }
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
          // A lost race is sure to have written nothing; an error is not.
          ...(update.conflicts !== undefined && {
            committing: this.#knex.raw('NULLIF(committing, ?)', [
              claimed.fence,
            ]),
          }),
          ...columnsOf(update, now),
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

  /**
   * Makes a claim last longer right before the commit is written, which cannot
   * be cancelled from then on; false when the claim is lost.
   */
  async renew(claimed: LedgerEntry, lease: number): Promise<boolean> {
    const changed = await this.#knex('operations')
      .where({ id: claimed.operation.id, fence: claimed.fence })
      .whereNotIn('state', FINAL_STATES)
      .update({
        lease_until: this.#knex.raw(`${this.#dialect.now} + ?`, [lease]),
        // A worker that is asleep may still write: its mark stays.
        committing: this.#knex.raw('COALESCE(committing, ?)', [claimed.fence]),
      });
    return changed > 0;
  }

  findAnswer(scope: IdempotencyScope): Promise<EarlierAnswer> {
    return findAnswer(this.#knex, scope);
  }

  /** Makes a command's change and keeps its answer, or says who was faster. */
  answer(
    scope: IdempotencyScope,
    change: (
      transaction: LedgerTransaction,
    ) => Promise<Record<string, unknown>>,
  ): Promise<
    { answered: true; answer: Record<string, unknown> } | EarlierAnswer
  > {
    return keepAnswer(this.#knex, scope, change);
  }

  /**
   * Cancels an operation that has no commit yet and gives it back as it is then,
   * cancelled or not.
   */
  async cancel(
    handle: LedgerTransaction,
    id: string,
    message: string,
  ): Promise<LedgerEntry> {
    const transaction = DatabaseTransaction.of(handle);
    const cancelled = await cancelUncommitted(transaction.knex, {
      id,
      message,
    });
    const entry = await this.#read(transaction.knex, id);
    if (cancelled) {
      await appendState(transaction.knex, entry);
      handle.afterCommit(() => this.#bus.publish(entry.operation));
    }
    return entry;
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

  /** Keeps records in the audit trail, all of them or none. */
  async audit(records: readonly AuditRecord[]): Promise<void> {
    await keepRecords(this.#knex, records);
  }

  async #read(knex: Knex, id: string): Promise<LedgerEntry> {
    const row = await knex<OperationRow>('operations').where({ id }).first();
    if (!row) {
      throw new NotFoundError(`There is no operation "${id}"`);
    }
    return toLedgerEntry(row, this.#portalUrl);
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
    const message = `Cancelled by ${by}, which changes the tenant as a whole`;
    for (const { id } of queued) {
      // A worker may have been faster: then it runs, and is waited for.
      if (
        await cancelUncommitted(transaction, { id, message, queuedOnly: true })
      ) {
        await appendState(transaction, await this.#read(transaction, id));
      }
    }
  }
}
