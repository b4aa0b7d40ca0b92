import {
  explainNameFault,
  type Actor,
  type CapabilityDescription,
  type Operation,
  type Plan,
} from '@mctl/plugin-platform-common';
import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import type { ClusterStatus } from '@mctl/plugin-cluster-node';
import type { AccessDecisions } from '../access/AccessDecisions';
import type { Caller, Scope } from '../caller/Caller';
import { PlatformError, toPlatformError } from '../errors';
import type { CapabilityRegistry } from './CapabilityRegistry';
import type {
  Capability,
  OperationDefinition,
  QueryDefinition,
} from './definitions';
import type { AuditRecord, EarlierRequest, LedgerPort } from './ledgerPort';
import { hashRequest } from './hashRequest';
import { parseIdempotencyKey, parseReason, parseInput } from './parseRequest';
import { makePlan } from './planning';
import { requireConfirmation } from './requireConfirmation';
import type { CallerLimits } from './CallerLimits';

/** What the runner is made of. */
export interface CapabilityRunnerOptions {
  registry: CapabilityRegistry;
  access: AccessDecisions;
  repository: GitOpsRepository;
  cluster: ClusterStatus;
  limits: CallerLimits;
  domain: string;
  /** Names of operations that are switched off. */
  disabled: readonly string[];
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

const SCOPE_OF: Record<QueryDefinition['kind'] | 'operation', Scope> = {
  query: 'mctl:read',
  operation: 'mctl:write',
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
  #ledger: LedgerPort | undefined;

  static create(options: CapabilityRunnerOptions) {
    return new CapabilityRunner(options);
  }

  private constructor(options: CapabilityRunnerOptions) {
    this.#options = options;
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
    const capability = this.#options.registry.get(request.name);
    if (capability.kind !== 'query') {
      throw wrongKind(
        request.name,
        'an operation',
        'Start it as an operation.',
      );
    }
    return this.#audited(
      'query',
      capability,
      caller,
      request.input,
      async () => {
        await this.#options.limits.take(caller.user, 'read');
        const input = parseInput(capability, request.input);
        this.#authorize(capability, input, caller);
        const result = await capability.run({
          input,
          caller,
          access: this.#options.access,
          repository: this.#options.repository,
          snapshot: this.#options.access.snapshotFor('read'),
          cluster: this.#options.cluster,
          operations: this.#requireLedger(),
          domain: this.#options.domain,
          signal: request.signal,
        });
        return result as Record<string, unknown>;
      },
    );
  }

  /** Plans an operation and changes nothing. */
  async plan(request: {
    operation: string;
    input: unknown;
    caller: Caller;
  }): Promise<Plan> {
    const { caller } = request;
    const definition = this.#operation(request.operation);
    return this.#audited(
      'plan',
      definition,
      caller,
      request.input,
      async () => {
        await this.#options.limits.take(caller.user, 'read');
        const input = parseInput(definition, request.input);
        this.#authorize(definition, input, caller, 'read');
        const { plan } = await this.#resolveAndPlan(definition, input, caller);
        return plan;
      },
    );
  }

  /** Accepts an operation, or refuses it and keeps nothing. */
  async start(request: StartRequest): Promise<StartResult> {
    const { caller } = request;
    const definition = this.#operation(request.operation);
    let operationId: string | undefined;
    return this.#audited(
      'operation',
      definition,
      caller,
      request.input,
      async () => {
        await this.#options.limits.take(caller.user, 'write');
        const input = parseInput(definition, request.input);
        const idempotencyKey = parseIdempotencyKey(request.idempotencyKey);
        const reason = parseReason(request.reason);
        await this.#refreshRoles();
        this.#authorize(definition, input, caller);
        this.#requireEnabled(definition);

        const ledger = this.#requireLedger();
        const idempotency = {
          user: caller.user,
          capability: definition.name,
          key: idempotencyKey,
          requestHash: hashRequest(input),
        };
        const replayed = replay(await ledger.findEarlier(idempotency));
        if (replayed) {
          operationId = replayed.operation.id;
          return replayed;
        }

        const { plan, resolved } = await this.#resolveAndPlan(
          definition,
          input,
          caller,
        );
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
        if ('accepted' in outcome) {
          operationId = outcome.operation.id;
          return { operation: outcome.operation, replayed: false };
        }
        const raced = replay(outcome);
        if (!raced) {
          throw new PlatformError('internal', 'The operation was not kept');
        }
        operationId = raced.operation.id;
        return raced;
      },
      () => operationId,
    );
  }

  #operation(name: string): OperationDefinition {
    const capability = this.#options.registry.get(name);
    if (capability.kind !== 'operation') {
      throw wrongKind(name, 'a query', 'Run it as a query.');
    }
    return capability;
  }

  #authorize(
    capability: Capability,
    input: Record<string, unknown>,
    caller: Caller,
    purpose: 'read' | 'write' = capability.kind === 'query' ? 'read' : 'write',
  ) {
    const scope =
      capability.role === 'admin' ? 'mctl:admin' : SCOPE_OF[capability.kind];
    if (!caller.scopes.includes(scope)) {
      throw new PlatformError(
        'insufficient_scope',
        `This needs the scope ${scope}, which your token does not have`,
        { hint: `Sign in again and grant ${scope}.` },
      );
    }
    const { role } = capability;
    if (role === 'user' || role === 'admin') {
      this.#options.access.decideGlobally({
        user: caller.user,
        required: role,
      });
      return;
    }
    const tenant = tenantOf(input);
    // A list without a tenant covers what the caller may see; it filters itself.
    if (tenant !== undefined) {
      this.#options.access.decide({
        user: caller.user,
        tenant,
        required: role,
        purpose,
      });
    }
  }

  #requireEnabled(definition: OperationDefinition) {
    if (this.#options.disabled.includes(definition.name)) {
      throw new PlatformError(
        'operation_disabled',
        `${definition.name} is switched off on this platform`,
        { hint: 'Ask a platform admin when it will be back.' },
      );
    }
  }

  #requireLedger(): LedgerPort {
    if (!this.#ledger) {
      throw new PlatformError('unavailable', 'The platform is starting', {
        hint: 'Try again in a few seconds.',
      });
    }
    return this.#ledger;
  }

  /** Roles are read at decision time; an older snapshot may do for a while. */
  async #refreshRoles() {
    try {
      await this.#options.repository.refresh();
    } catch (error) {
      if (toPlatformError(error).code !== 'unavailable') {
        throw error;
      }
    }
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

  async #audited<T>(
    event: AuditRecord['event'],
    capability: Capability,
    caller: Caller,
    input: unknown,
    run: () => Promise<T>,
    operationId: () => string | undefined = () => undefined,
  ): Promise<T> {
    const record = {
      event,
      capability: capability.name,
      actor: actorOf(caller),
      tenant: auditedTenant(input),
    };
    let result: T;
    try {
      result = await run();
    } catch (error) {
      const { code } = toPlatformError(error);
      await this.#ledger?.audit({
        ...record,
        outcome: code === 'internal' ? 'failed' : 'refused',
        code,
      });
      throw error;
    }
    await this.#ledger?.audit({
      ...record,
      outcome: 'succeeded',
      operationId: operationId(),
    });
    return result;
  }
}

function tenantOf(input: unknown): string | undefined {
  if (typeof input === 'object' && input !== null && 'tenant' in input) {
    return typeof input.tenant === 'string' ? input.tenant : undefined;
  }
  return undefined;
}

/** The tenant for the audit trail, which only takes what can be one's name. */
function auditedTenant(input: unknown): string | null {
  const tenant = tenantOf(input);
  return tenant !== undefined && explainNameFault(tenant) === undefined
    ? tenant
    : null;
}

function actorOf(caller: Caller): Actor {
  return {
    user: caller.user,
    via: caller.via,
    client: caller.client,
    onBehalfOf: null,
  };
}

function replay(earlier: EarlierRequest): StartResult | undefined {
  if (!earlier.found) {
    return undefined;
  }
  if (!earlier.sameRequest) {
    throw new PlatformError(
      'idempotency_key_reused',
      'This idempotency key was used for another request',
      {
        hint: 'Use a fresh key for a new request.',
        operationId: earlier.operation.id,
      },
    );
  }
  return { operation: earlier.operation, replayed: true };
}

function wrongKind(name: string, is: string, hint: string) {
  return new PlatformError('invalid_input', `${name} is ${is}`, { hint });
}
