import type {
  Operation,
  OperationError,
  OperationState,
  OperationStep,
  OperationStepName,
  Plan,
  Via,
} from '@mctl/plugin-platform-common';

/** A row of `operations`, as SQLite and Postgres return it. */
export interface OperationRow {
  sequence: number | string;
  id: string;
  operation: string;
  tenant: string | null;
  subject: string;
  exclusive: boolean | number;
  state: OperationState;
  step: OperationStepName | null;
  input: string;
  resolved: string;
  plan: string;
  plan_bound: boolean | number;
  actor_user: string;
  actor_via: Via;
  actor_client: string | null;
  reason: string | null;
  commit_id: string | null;
  committed_at: number | string | null;
  steps: string;
  planned_result: string | null;
  result: string | null;
  error: string | null;
  created_at: number | string;
  updated_at: number | string;
  finished_at: number | string | null;
  due_at: number | string;
  worker: string | null;
  fence: number;
  /** Fence of a worker that may be writing the commit right now. */
  committing: number | null;
  lease_until: number | string;
  conflicts: number;
  failures: number;
  events: number;
}

/** A row of `idempotency_keys`. */
export interface IdempotencyKeyRow {
  user: string;
  capability: string;
  key: string;
  request_hash: string;
  operation_id: string;
  created_at: number | string;
}

/** A row of `command_answers`. */
export interface CommandAnswerRow {
  user: string;
  capability: string;
  key: string;
  request_hash: string;
  answer: string;
  created_at: number | string;
}

/** A row of `operation_events`. */
export interface OperationEventRow {
  operation_id: string;
  sequence: number;
  type: 'state' | 'step' | 'log';
  time: number | string;
  data: string;
}

/** A row of `audit_events`. */
export interface AuditEventRow {
  time: number;
  event: string;
  capability: string;
  user: string;
  via: string;
  client: string | null;
  tenant: string | null;
  outcome: string;
  code: string | null;
  operation_id: string | null;
}

/** An operation as the ledger keeps it, with what only the loop needs. */
export interface LedgerEntry {
  sequence: number;
  exclusive: boolean;
  resolved: Record<string, unknown>;
  plan: Plan;
  planBound: boolean;
  plannedResult: Record<string, unknown> | null;
  committedAt: string | null;
  fence: number;
  /** A worker may be writing the commit right now. */
  committing: boolean;
  conflicts: number;
  failures: number;
  operation: Operation;
}

/** ISO 8601 of a column in milliseconds; drivers return bigints as text. */
function isoOf(milliseconds: number | string): string {
  return new Date(Number(milliseconds)).toISOString();
}

function parse<T>(json: string): T {
  return JSON.parse(json);
}

/** Reads a row. */
export function toLedgerEntry(
  row: OperationRow,
  portalUrl: string,
): LedgerEntry {
  const plan = parse<Plan>(row.plan);
  return {
    sequence: Number(row.sequence),
    exclusive: Boolean(row.exclusive),
    resolved: parse(row.resolved),
    plan,
    planBound: Boolean(row.plan_bound),
    plannedResult: row.planned_result ? parse(row.planned_result) : null,
    committedAt: row.committed_at === null ? null : isoOf(row.committed_at),
    fence: row.fence,
    committing: row.committing !== null,
    conflicts: row.conflicts,
    failures: row.failures,
    operation: {
      id: row.id,
      operation: row.operation,
      tenant: row.tenant,
      subject: row.subject,
      state: row.state,
      step: row.step,
      input: parse(row.input),
      actor: {
        user: row.actor_user,
        via: row.actor_via,
        client: row.actor_client,
        onBehalfOf: null,
      },
      reason: row.reason,
      plan: { hash: plan.hash, baseCommit: plan.baseCommit },
      approval: null,
      commit: row.commit_id,
      steps: parse<OperationStep[]>(row.steps),
      result: row.result ? parse(row.result) : null,
      error: row.error ? parse<OperationError>(row.error) : null,
      createdAt: isoOf(row.created_at),
      updatedAt: isoOf(row.updated_at),
      finishedAt: row.finished_at === null ? null : isoOf(row.finished_at),
      links: { portal: `${portalUrl}/operations/${row.id}` },
    },
  };
}
