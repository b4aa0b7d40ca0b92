import type { z } from 'zod';
import {
  operationSchema,
  type Evidence,
  type OperationErrorCode,
  type QuotaEffect,
  type RequiredRole,
  type Role,
} from '@mctl/plugin-platform-common';
import type {
  ChangeSet,
  GitOpsRepository,
  RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import type {
  ClusterLogs,
  ClusterMetrics,
  ClusterStatus,
} from '@mctl/plugin-cluster-node';
import type { AccessDecisions } from '../access/AccessDecisions';
import type { Caller } from '../caller/Caller';
import type { LedgerTransaction, OperationHistory } from './ledgerPort';

type ObjectSchema = z.ZodObject<z.ZodRawShape>;

/** What every capability states about itself. */
interface CapabilityDefinition<Input extends ObjectSchema> {
  /** Kebab-case verb and noun, such as `deploy-service`. */
  name: string;
  title: string;
  /** What it does, when to use it and what it returns; models read it too. */
  description: string;
  /** Least role in the tenant that the input names, or `user` or `admin`. */
  role: RequiredRole;
  /** Undeclared keys are refused. */
  input: Input;
  output: z.ZodType;
}

/** What a query reads from. @public */
export interface QueryContext<Input> {
  input: Input;
  caller: Caller;
  access: AccessDecisions;
  repository: GitOpsRepository;
  /** The newest snapshot in memory. */
  snapshot: RepositorySnapshot;
  cluster: ClusterStatus;
  logs: ClusterLogs;
  metrics: ClusterMetrics;
  operations: OperationHistory;
  /** Domain under which services get their hosts. */
  domain: string;
  /** The platform's time. */
  now: Date;
  signal?: AbortSignal;
}

/** A capability that reads. @public */
export interface QueryDefinition<
  Input extends ObjectSchema = ObjectSchema,
> extends CapabilityDefinition<Input> {
  kind: 'query';
  run(context: QueryContext<z.infer<Input>>): Promise<unknown> | unknown;
}

/** What is looked up once for an operation, before it is planned. @public */
export interface ResolveContext<Input> {
  input: Input;
  /** Entity reference of the person the operation is for. */
  user: string;
  repository: GitOpsRepository;
  snapshot: RepositorySnapshot;
  cluster: ClusterStatus;
  access: AccessDecisions;
  operations: OperationHistory;
}

/** What a plan is made from, and from nothing else. @public */
export interface PlanContext<Input, Resolved> {
  input: Input;
  resolved: Resolved;
  snapshot: RepositorySnapshot;
  domain: string;
}

/** A change set with what people want to know about it. @public */
export interface PlannedChange {
  changes: ChangeSet;
  /** One sentence: what will be true afterwards. */
  summary: string;
  /** First line of the commit message, Conventional Commits. */
  title: string;
  warnings?: string[];
  quota?: QuotaEffect;
  /** What the operation answers with once it has succeeded. */
  result?: Record<string, unknown>;
}

/** The application that must reach the commit, or be gone. @public */
export interface SyncTarget {
  application: string;
  expect: 'present' | 'absent';
}

/** Why a sync failed. @public */
export interface SyncFailure {
  message: string;
  hint: string;
  /** Newest last. */
  evidence: Evidence[];
}

/** What a verification looks at. @public */
export interface VerifyContext<Input, Resolved> {
  input: Input;
  resolved: Resolved;
  /** The commit of the operation. */
  commit: string;
  /** When the commit was made, ISO 8601. */
  committedAt: string;
  snapshot: RepositorySnapshot;
  cluster: ClusterStatus;
}

/** What a verification found. Missing data is `waiting`, never `passed`. @public */
export type VerifyOutcome =
  | { outcome: 'passed'; message: string }
  | { outcome: 'waiting'; message: string; evidence?: Evidence[] }
  | {
      outcome: 'failed';
      code?: OperationErrorCode;
      message: string;
      hint?: string;
      evidence: Evidence[];
    };

/** How an operation is proven to have worked. @public */
export interface Verification<Input, Resolved> {
  /** The observable fact it proves, one line. */
  proves: string;
  /** How long it may take, in milliseconds from the end of the sync. */
  deadline: number;
  check(context: VerifyContext<Input, Resolved>): VerifyOutcome;
}

/** A capability that changes the repository. @public */
export interface OperationDefinition<
  Input extends ObjectSchema = ObjectSchema,
  Resolved extends Record<string, unknown> = Record<string, unknown>,
> extends CapabilityDefinition<Input> {
  kind: 'operation';
  risk: 'write' | 'destructive';
  /** What it changes, such as `service:acme/shop`. */
  subject(input: z.infer<Input>): string;
  /** The only prefixes a plan may touch; each ends with `/`. */
  writes(input: z.infer<Input>): string[];
  /** Looks up what is neither in the input nor in the repository; recorded. */
  resolve?(context: ResolveContext<z.infer<Input>>): Promise<Resolved>;
  /** Pure: the same input, resolution and snapshot give the same change. */
  plan(context: PlanContext<z.infer<Input>, Resolved>): PlannedChange;
  sync(input: z.infer<Input>): SyncTarget[];
  /** Why a sync fails, when what it applies tells more than Argo CD does. */
  explainSync?(context: {
    input: z.infer<Input>;
    cluster: ClusterStatus;
  }): SyncFailure | undefined;
  verify: Verification<z.infer<Input>, Resolved>;
  /** Whether operations queued in the tenant are cancelled when this is accepted. */
  cancelsQueuedInTenant?: boolean;
  /** A lesser role that is enough for what this input asks of this user. */
  lesserRole?(request: {
    input: z.infer<Input>;
    user: string;
  }): Role | undefined;
}

/** What a command is about, once it is clear that the caller may do it. @public */
export interface CommandTarget {
  /** Tenant for the audit trail. */
  tenant: string | null;
  /** Operation for the audit trail. */
  operationId?: string;
}

/** What a command looks at before it is decided whether the caller may do it. @public */
export interface CommandRequest<Input> {
  input: Input;
  caller: Caller;
  access: AccessDecisions;
  repository: GitOpsRepository;
  snapshot: RepositorySnapshot;
  cluster: ClusterStatus;
  operations: OperationHistory;
}

/** What a command changes things with. @public */
export interface CommandContext<Input, Target> {
  input: Input;
  caller: Caller;
  target: Target;
  /** Why the caller wants it; null when they did not say. */
  reason: string | null;
  /**
   * Keeps the change and the answer together. Everything that `run` reads and
   * writes in the ledger's database goes through it.
   */
  transaction: LedgerTransaction;
}

/**
 * A capability that changes our own database or a neighbor, in one transaction,
 * and is answered at once.
 *
 * @public
 */
export interface CommandDefinition<
  Input extends ObjectSchema = ObjectSchema,
  Target extends CommandTarget = CommandTarget,
> extends CapabilityDefinition<Input> {
  kind: 'command';
  /**
   * Finds what the command is about and refuses who may not do it, where the
   * role alone does not say so. Without it the tenant of the input is the target.
   */
  locate?(context: CommandRequest<z.infer<Input>>): Promise<Target>;
  /** Makes the change and says what the command is answered with, as JSON. */
  run(context: CommandContext<z.infer<Input>, Target>): Promise<object>;
}

/** Any capability. @public */
export type Capability =
  QueryDefinition | OperationDefinition | CommandDefinition;

/**
 * Defines a query.
 *
 * @public
 */
export function defineQuery<Input extends ObjectSchema>(
  definition: Omit<QueryDefinition<Input>, 'kind'>,
): QueryDefinition {
  return {
    ...definition,
    kind: 'query',
    input: definition.input.strict(),
    // The runner only passes what `input` has parsed, so the narrower context
    // is what arrives here.
  } as QueryDefinition<Input> as unknown as QueryDefinition;
}

/**
 * Defines an operation.
 *
 * @public
 */
export function defineOperation<
  Input extends ObjectSchema,
  Resolved extends Record<string, unknown> = Record<string, never>,
>(
  definition: Omit<OperationDefinition<Input, Resolved>, 'kind' | 'output'>,
): OperationDefinition {
  return {
    ...definition,
    kind: 'operation',
    input: definition.input.strict(),
    output: operationSchema,
    // As in defineQuery: the registry holds operations of every input.
  } as unknown as OperationDefinition;
}

/**
 * Defines a command.
 *
 * @public
 */
export function defineCommand<
  Input extends ObjectSchema,
  Target extends CommandTarget = CommandTarget,
>(
  definition: Omit<CommandDefinition<Input, Target>, 'kind'>,
): CommandDefinition {
  return {
    ...definition,
    kind: 'command',
    input: definition.input.strict(),
    // As in defineQuery: the registry holds commands of every input.
  } as unknown as CommandDefinition;
}
