import type { Actor, Operation, Plan } from '@mctl/plugin-platform-common';

/** An operation that passed every check and is to be kept. @public */
export interface AcceptedOperation {
  operation: string;
  tenant: string | null;
  subject: string;
  input: Record<string, unknown>;
  resolved: Record<string, unknown>;
  plan: Plan;
  /** Whether the caller named the plan's hash: then no other plan may run. */
  planBound: boolean;
  actor: Actor;
  reason: string | null;
  idempotency: IdempotencyScope;
  cancelsQueuedInTenant: boolean;
}

/** Within this, a key names one request. @public */
export interface IdempotencyScope {
  user: string;
  capability: string;
  key: string;
  /** Hash of the input and whatever else decides what is done. */
  requestHash: string;
}

/** What an idempotency key was used for before. @public */
export type EarlierRequest =
  | { found: false }
  | { found: true; sameRequest: boolean; operation: Operation };

/** What a command was answered with under an idempotency key before. @public */
export type EarlierAnswer =
  | { found: false }
  | { found: true; sameRequest: boolean; answer: Record<string, unknown> };

/**
 * A transaction of the ledger. What it is made of is the ledger's own business:
 * a command hands it on to the stores that write with it.
 *
 * @public
 */
export interface LedgerTransaction {
  /** Calls back once everything is kept; never when it is not. */
  afterCommit(callback: () => void): void;
}

/** Something to be kept in the audit trail. @public */
export interface AuditRecord {
  event: 'query' | 'plan' | 'operation' | 'command';
  capability: string;
  actor: Actor;
  tenant: string | null;
  outcome: 'succeeded' | 'refused' | 'failed';
  /** Error code, when it was refused or failed. */
  code?: string;
  operationId?: string;
}

/**
 * What the runner needs of the ledger. The runner is a root service and knows
 * no database; `operations-backend` fills this port when it starts.
 *
 * @public
 */
export interface LedgerPort extends OperationHistory {
  /** What a key was used for, within its life of 7 days. */
  findEarlier(scope: IdempotencyScope): Promise<EarlierRequest>;
  /**
   * Keeps the operation and its idempotency key in one transaction, or answers
   * what the key was used for when another request was faster.
   */
  accept(
    operation: AcceptedOperation,
  ): Promise<{ accepted: true; operation: Operation } | EarlierRequest>;
  /** What a command was answered with under a key, within its life of 7 days. */
  findAnswer(scope: IdempotencyScope): Promise<EarlierAnswer>;
  /**
   * Makes the change of a command and keeps its answer under the idempotency
   * key, both in one transaction, or gives the earlier answer when another
   * request was faster. A change that throws keeps nothing.
   */
  answer(
    scope: IdempotencyScope,
    change: (
      transaction: LedgerTransaction,
    ) => Promise<Record<string, unknown>>,
  ): Promise<
    { answered: true; answer: Record<string, unknown> } | EarlierAnswer
  >;
  audit(record: AuditRecord): Promise<void>;
}

/**
 * What definitions may look up in the ledger.
 *
 * @public
 */
export interface OperationHistory {
  /** Operations that match, newest first. */
  recentOperations(filter: {
    tenant?: string;
    subject?: string;
    limit: number;
  }): Promise<Operation[]>;
  /** Operations by id; ids that are not known are left out. */
  operationsByIds(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Operation>>;
}
