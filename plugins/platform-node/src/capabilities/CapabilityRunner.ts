import type {
  CapabilityDescription,
  Operation,
  Plan,
} from '@mctl/plugin-platform-common';
import type { Caller } from '../caller/Caller';
import { PlatformError } from '../errors';
import { actorOf, audited, tenantOf, type AuditedSubject } from './auditing';
import { CapabilityGate } from './CapabilityGate';
import type { CapabilityRegistry } from './CapabilityRegistry';
import type { CursorSeal } from './CursorSeal';
import type {
  Capability,
  CommandDefinition,
  CommandTarget,
  OperationDefinition,
  QueryContext,
} from './definitions';
import type {
  AuditRecord,
  EarlierAnswer,
  EarlierRequest,
  IdempotencyScope,
  LedgerPort,
} from './ledgerPort';
import { hashRequest } from './hashRequest';
import { parseIdempotencyKey, parseReason, parseInput } from './parseRequest';
import { makePlan } from './planning';
import { requirePolicies } from './planPolicies';
import { requireConfirmation } from './requireConfirmation';
import type { CallerLimits } from './CallerLimits';

/** What the runner is made of. */
export interface CapabilityRunnerOptions extends Pick<
  QueryContext<unknown>,
  'access' | 'repository' | 'cluster' | 'logs' | 'metrics' | 'domain'
> {
  registry: CapabilityRegistry;
  cursors: CursorSeal;
  limits: CallerLimits;
  /** Names of operations and commands that are switched off. */
  disabled: readonly string[];
  now?: () => Date;
}

/** A request to change something. @public */
export interface StartRequest {
  operation: string;
  input: unknown;
  caller: Caller;
  /** The hash of the plan that the caller has seen. */
  planHash?: string;
  reason?: string;
  idempotencyKey: string;
}

/** The operation that a request started, now or earlier. @public */
export interface StartResult {
  operation: Operation;
  /** The key was used before for the same request: nothing new was started. */
  replayed: boolean;
}

/** A request to run a command. @public */
export interface CommandCall {
  command: string;
  input: unknown;
  caller: Caller;
  reason?: string;
  idempotencyKey: string;
}

/** What a command was answered with, now or earlier. @public */
export interface CommandResult {
  answer: Record<string, unknown>;
  /** The key was used before for the same request: nothing was done again. */
  replayed: boolean;
}

/** What each kind of capability is called, and how it is asked for. */
const KINDS: Record<Capability['kind'], { is: string; hint: string }> = {
  query: { is: 'a query', hint: 'Run it as a query.' },
  operation: { is: 'an operation', hint: 'Start it as an operation.' },
  command: { is: 'a command', hint: 'Run it as a command.' },
};

/**
 * Runs capabilities. Every surface calls it and nothing below it: limits,
 * validation, access, idempotency, planning, confirmation and audit happen
 * here, in this order, once.
 *
 * @public
 */
export class CapabilityRunner {
  readonly #options: CapabilityRunnerOptions;
  readonly #gate: CapabilityGate;
  #ledger: LedgerPort | undefined;

  static create(options: CapabilityRunnerOptions) {
    return new CapabilityRunner(options);
  }

  private constructor(options: CapabilityRunnerOptions) {
    this.#options = options;
    this.#gate = CapabilityGate.create(options);
  }

  /** Connects the ledger; `operations-backend` does it when it starts. */
  connectLedger(ledger: LedgerPort): void {
    this.#ledger = ledger;
  }

  /** What there is, in the order of the names. */
  describe(): readonly CapabilityDescription[] {
    return this.#options.registry.describe();
  }

  /** Runs a query and returns its result. */
  async query(request: {
    name: string;
    input: unknown;
    caller: Caller;
    signal?: AbortSignal;
  }): Promise<Record<string, unknown>> {
    const { caller } = request;
    const definition = this.#capability(request.name, 'query');
    return this.#audited('query', definition, request, async () => {
      await this.#options.limits.take(caller.user, 'read');
      const input = parseInput(definition, request.input);
      this.#gate.authorize(definition, input, caller);
      const { access, repository, cluster, logs, metrics } = this.#options;
      const result = await this.#options.cursors.around(
        { list: definition.name, user: caller.user, input },
        unsealed =>
          definition.run({
            input: unsealed,
            caller,
            access,
            repository,
            snapshot: access.snapshotFor('read'),
            cluster,
            logs,
            metrics,
            operations: this.#requireLedger(),
            domain: this.#options.domain,
            now: this.#options.now?.() ?? new Date(),
            signal: request.signal,
          }),
      );
      return result as Record<string, unknown>;
    });
  }

  /** Plans an operation and changes nothing. */
  async plan(request: {
    operation: string;
    input: unknown;
    caller: Caller;
  }): Promise<Plan> {
    const { caller } = request;
    const definition = this.#capability(request.operation, 'operation');
    return this.#audited('plan', definition, request, async () => {
      await this.#options.limits.take(caller.user, 'read');
      const input = parseInput(definition, request.input);
      this.#gate.authorize(definition, input, caller, 'read');
      const { plan } = await this.#resolveAndPlan(definition, input, caller);
      return plan;
    });
  }

  /** Accepts an operation, or refuses it and keeps nothing. */
  async start(request: StartRequest): Promise<StartResult> {
    const { caller } = request;
    const definition = this.#capability(request.operation, 'operation');
    return this.#audited('operation', definition, request, async subject => {
      const { input, reason, idempotency } = await this.#admit(
        definition,
        request,
      );
      this.#gate.requireEnabled(definition);
      const ledger = this.#requireLedger();
      const replayed = replayOperation(await ledger.findEarlier(idempotency));
      if (replayed) {
        subject.operationId = replayed.operation.id;
        return replayed;
      }

      const { plan, resolved } = await this.#resolveAndPlan(
        definition,
        input,
        caller,
      );
      requirePolicies(plan);
      requireConfirmation(plan, request.planHash);

      const outcome = await ledger.accept({
        operation: definition.name,
        tenant: tenantOf(input) ?? null,
        subject: plan.subject,
        input,
        resolved,
        plan,
        planBound: request.planHash !== undefined,
        actor: actorOf(caller),
        reason,
        idempotency,
        cancelsQueuedInTenant: definition.cancelsQueuedInTenant ?? false,
      });
      const result =
        'accepted' in outcome
          ? { operation: outcome.operation, replayed: false }
          : replayOperation(outcome);
      if (!result) {
        throw new PlatformError('internal', 'The operation was not kept');
      }
      subject.operationId = result.operation.id;
      return result;
    });
  }

  /** Runs a command and answers with its result, or refuses and keeps nothing. */
  async command(request: CommandCall): Promise<CommandResult> {
    const { caller } = request;
    const definition = this.#capability(request.command, 'command');
    return this.#audited('command', definition, request, async subject => {
      const { input, reason, idempotency } = await this.#admit(
        definition,
        request,
      );
      const target = await this.#locate(definition, input, caller);
      Object.assign(subject, target);
      this.#gate.requireEnabled(definition);

      const ledger = this.#requireLedger();
      const replayed = replayAnswer(await ledger.findAnswer(idempotency));
      if (replayed) {
        return replayed;
      }
      const outcome = await ledger.answer(idempotency, async transaction =>
        asJson(
          await definition.run({ input, caller, target, reason, transaction }),
        ),
      );
      const result =
        'answered' in outcome
          ? { answer: outcome.answer, replayed: false }
          : replayAnswer(outcome);
      if (!result) {
        throw new PlatformError('internal', 'The answer was not kept');
      }
      return result;
    });
  }

  #capability<Kind extends Capability['kind']>(
    name: string,
    kind: Kind,
  ): Extract<Capability, { kind: Kind }> {
    const capability = this.#options.registry.get(name);
    if (!isKind(capability, kind)) {
      const { is, hint } = KINDS[capability.kind];
      throw new PlatformError('invalid_input', `${name} is ${is}`, { hint });
    }
    return capability;
  }

  #audited<T>(
    event: AuditRecord['event'],
    { name }: Capability,
    { caller, input }: { caller: Caller; input: unknown },
    run: (subject: AuditedSubject) => Promise<T>,
  ): Promise<T> {
    const request = { event, capability: name, caller, input };
    return audited(this.#ledger, request, run);
  }

  /** What every change is checked for before anything is looked up for it. */
  async #admit(
    definition: OperationDefinition | CommandDefinition,
    request: Pick<StartRequest, 'caller' | 'idempotencyKey' | 'reason'> & {
      input: unknown;
    },
  ) {
    const { caller } = request;
    await this.#options.limits.take(caller.user, 'write');
    const input = parseInput(definition, request.input);
    const key = parseIdempotencyKey(request.idempotencyKey);
    const reason = parseReason(request.reason);
    await this.#gate.refreshRoles();
    this.#gate.authorize(definition, input, caller);
    const idempotency: IdempotencyScope = {
      user: caller.user,
      capability: definition.name,
      key,
      requestHash: hashRequest(input),
    };
    return { input, reason, idempotency };
  }

  async #locate(
    definition: CommandDefinition,
    input: Record<string, unknown>,
    caller: Caller,
  ): Promise<CommandTarget> {
    const { access, repository, cluster } = this.#options;
    return (
      (await definition.locate?.({
        input,
        caller,
        access,
        repository,
        snapshot: access.snapshotFor('write'),
        cluster,
        operations: this.#requireLedger(),
      })) ?? { tenant: tenantOf(input) ?? null }
    );
  }

  #requireLedger(): LedgerPort {
    if (!this.#ledger) {
      throw new PlatformError('unavailable', 'The platform is starting', {
        hint: 'Try again in a few seconds.',
      });
    }
    return this.#ledger;
  }

  async #resolveAndPlan(
    definition: OperationDefinition,
    input: Record<string, unknown>,
    caller: Caller,
  ) {
    const { access, repository, cluster, domain } = this.#options;
    const snapshot = await repository.refresh();
    const resolved =
      (await definition.resolve?.({
        input,
        user: caller.user,
        repository,
        snapshot,
        cluster,
        access,
        operations: this.#requireLedger(),
      })) ?? {};
    const { plan } = await makePlan({
      definition,
      input,
      resolved,
      snapshot,
      repository,
      domain,
    });
    return { plan, resolved };
  }
}

function isKind<Kind extends Capability['kind']>(
  capability: Capability,
  kind: Kind,
): capability is Extract<Capability, { kind: Kind }> {
  return capability.kind === kind;
}

function replayOperation(earlier: EarlierRequest): StartResult | undefined {
  if (!earlier.found) {
    return undefined;
  }
  const { operation } = earlier;
  requireSameRequest(earlier, operation.id);
  return { operation, replayed: true };
}

function replayAnswer(earlier: EarlierAnswer): CommandResult | undefined {
  if (!earlier.found) {
    return undefined;
  }
  requireSameRequest(earlier);
  return { answer: earlier.answer, replayed: true };
}

function requireSameRequest(
  earlier: { sameRequest: boolean },
  operationId?: string,
) {
  if (!earlier.sameRequest) {
    throw new PlatformError(
      'idempotency_key_reused',
      'This idempotency key was used for another request',
      { hint: 'Use a fresh key for a new request.', operationId },
    );
  }
}

/** The answer as it is kept, so that the first is the same as the later ones. */
function asJson(answer: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(answer));
}
