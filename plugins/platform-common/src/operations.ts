import type { OperationError } from './errors';
import type { RequiredRole } from './roles';

/** The states of an operation. @public */
export const OPERATION_STATES = [
  'awaiting_approval',
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'rejected',
  'expired',
  'superseded',
] as const;

/** A state of an operation. @public */
export type OperationState = (typeof OPERATION_STATES)[number];

/**
 * Every arrow between the states of an operation. What is missing here cannot
 * happen; the ledger refuses it.
 *
 * @public
 */
export const OPERATION_TRANSITIONS: Readonly<
  Record<OperationState, readonly OperationState[]>
> = {
  awaiting_approval: ['queued', 'rejected', 'expired', 'cancelled', 'failed'],
  queued: ['running', 'awaiting_approval', 'cancelled', 'failed'],
  running: ['queued', 'succeeded', 'failed', 'cancelled', 'superseded'],
  succeeded: [],
  failed: [],
  cancelled: [],
  rejected: [],
  expired: [],
  superseded: [],
};

/** Whether an operation may go from one state to another. @public */
export function canTransition(
  from: OperationState,
  to: OperationState,
): boolean {
  return OPERATION_TRANSITIONS[from].includes(to);
}

/** Whether nothing follows after this state. @public */
export function isFinal(state: OperationState): boolean {
  return OPERATION_TRANSITIONS[state].length === 0;
}

/** The steps of an operation, in order. @public */
export const OPERATION_STEPS = ['commit', 'sync', 'verify'] as const;

/** A step of an operation. @public */
export type OperationStepName = (typeof OPERATION_STEPS)[number];

/** Where one step stands. @public */
export interface OperationStep {
  name: OperationStepName;
  state: 'pending' | 'running' | 'succeeded' | 'failed' | 'skipped';
  startedAt: string | null;
  finishedAt: string | null;
  /** One line for a person: what the step waits for, or what it found. */
  message: string | null;
}

/** Who asked for an operation, and through what. @public */
export interface Actor {
  /** Entity reference of the user, such as `user:default/octocat`. */
  user: string;
  /** The surface the request came through. */
  via: Via;
  /** The program that was used, such as `Claude`, when it said so. */
  client: string | null;
  onBehalfOf: string | null;
}

/** The surfaces of the platform. @public */
export type Via =
  'portal' | 'rest' | 'mcp' | 'cli' | 'scaffolder' | 'action' | 'ci' | 'agent';

/** An operation as every surface shows it. @public */
export interface Operation {
  /** `op_` and a ULID in lower case. */
  id: string;
  /** Name of the capability, such as `deploy-service`. */
  operation: string;
  tenant: string | null;
  /** What it changes, such as `service:acme/shop`. */
  subject: string;
  state: OperationState;
  /** The step that runs, or ran last. */
  step: OperationStepName | null;
  input: Record<string, unknown>;
  actor: Actor;
  reason: string | null;
  plan: { hash: string; baseCommit: string } | null;
  approval: null;
  /** The commit that holds the change, once it is made. */
  commit: string | null;
  steps: OperationStep[];
  result: Record<string, unknown> | null;
  error: OperationError | null;
  createdAt: string;
  updatedAt: string;
  finishedAt: string | null;
  links: { portal: string; commit?: string };
}

/** One event in the life of an operation, as the event stream sends it. @public */
export interface OperationEvent {
  /** Grows by one within an operation; what `Last-Event-ID` names. */
  sequence: number;
  type: 'state' | 'step' | 'log';
  time: string;
  data:
    | { state: OperationState; operation: Operation }
    | { step: OperationStep }
    | { message: string };
}

/** How one file changes. @public */
export interface FileChange {
  path: string;
  change: 'add' | 'modify' | 'delete';
  /** Unified diff. */
  diff: string;
}

/** How one Kubernetes object changes. @public */
export interface ResourceChange {
  action: 'add' | 'modify' | 'delete';
  kind: string;
  /** Absent for objects that belong to no namespace. */
  namespace?: string;
  name: string;
}

/** What an operation would do, bound together by its hash. @public */
export interface Plan {
  operation: string;
  subject: string;
  /** `sha256:` and the hash of operation, subject, resolved input and changes. */
  hash: string;
  /** The commit it was planned on. */
  baseCommit: string;
  /** What was looked up once for this operation. */
  resolved: Record<string, unknown>;
  /** One sentence: what will be true afterwards. */
  summary: string;
  changes: FileChange[];
  resources: ResourceChange[];
  quota: QuotaEffect | null;
  policy: PolicyFinding[];
  warnings: string[];
  needs: {
    /** The plan's hash must be sent along: the operation destroys something. */
    confirmation: boolean;
    approval: null;
  };
}

/** How a plan changes what a tenant uses of its quota. @public */
export interface QuotaEffect {
  tenant: string;
  items: Array<{
    /** `cpu`, `memory`, `pods` or `storage`. */
    resource: string;
    /** Kubernetes quantities. */
    before: string;
    after: string;
    hard: string;
  }>;
}

/** What a policy says about a plan. @public */
export interface PolicyFinding {
  rule: string;
  /** A plan with a denial is not accepted. */
  level: 'warn' | 'deny';
  /** The object, and what is wrong with it. */
  message: string;
  /** What to do about it. */
  hint?: string;
}

/** How much a capability can do. @public */
export type Risk = 'read' | 'write' | 'destructive' | 'command';

/** A capability as `GET /capabilities` describes it. @public */
export interface CapabilityDescription {
  /** Kebab-case, such as `deploy-service`. */
  name: string;
  title: string;
  description: string;
  kind: 'query' | 'operation' | 'command';
  risk: Risk;
  /** Least role: in the tenant of the input, or `user`, or `admin`. */
  role: RequiredRole;
  /** Approval rule in words; null when none applies. */
  approval: string | null;
  /** What its verification proves; only for operations. */
  verifies?: string;
  /** JSON Schema 2020-12. */
  inputSchema: Record<string, unknown>;
  outputSchema: Record<string, unknown>;
}

/** A page of a list. @public */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
  total?: number;
}
