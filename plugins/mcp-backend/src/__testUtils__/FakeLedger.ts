import {
  isFinal,
  type Operation,
  type OperationState,
} from '@mctl/plugin-platform-common';
import {
  PlatformError,
  type AcceptedOperation,
  type IdempotencyScope,
  type LedgerPort,
  type LedgerTransaction,
} from '@mctl/plugin-platform-node';

/** A ledger in memory; tests move its operations themselves. */
export class FakeLedger implements LedgerPort {
  readonly #operations = new Map<string, Operation>();
  readonly #byKey = new Map<string, { hash: string; id: string }>();
  readonly #answers = new Map<
    string,
    { hash: string; answer: Record<string, unknown> }
  >();
  readonly #listeners = new Set<() => void>();
  readonly accepted: AcceptedOperation[] = [];
  /** Called when somebody waits for an operation. */
  onWaiting: (id: string) => void = () => {};

  get(id: string): Operation {
    const operation = this.#operations.get(id);
    if (!operation) {
      throw new PlatformError('not_found', `There is no operation "${id}"`);
    }
    return operation;
  }

  move(id: string, state: OperationState, change: Partial<Operation> = {}) {
    this.#operations.set(id, { ...this.get(id), ...change, state });
    this.#listeners.forEach(listener => listener());
  }

  async whenFinal(id: string, signal?: AbortSignal): Promise<void> {
    this.onWaiting(id);
    await new Promise<void>(resolve => {
      const done = () => {
        if (isFinal(this.get(id).state) || signal?.aborted) {
          this.#listeners.delete(done);
          resolve();
        }
      };
      this.#listeners.add(done);
      signal?.addEventListener('abort', done);
      done();
    });
  }

  async findEarlier(scope: Parameters<LedgerPort['findEarlier']>[0]) {
    const earlier = this.#byKey.get(JSON.stringify([scope.user, scope.key]));
    return earlier
      ? {
          found: true as const,
          sameRequest: earlier.hash === scope.requestHash,
          operation: this.get(earlier.id),
        }
      : { found: false as const };
  }

  async accept(request: AcceptedOperation) {
    this.accepted.push(request);
    const id = `op_${String(this.accepted.length).padStart(26, '0')}`;
    const time = new Date(0).toISOString();
    this.#operations.set(id, {
      id,
      operation: request.operation,
      tenant: request.tenant,
      subject: request.subject,
      state: 'queued',
      step: null,
      input: request.input,
      actor: request.actor,
      reason: request.reason,
      plan: { hash: request.plan.hash, baseCommit: request.plan.baseCommit },
      approval: null,
      commit: null,
      steps: [],
      result: null,
      error: null,
      createdAt: time,
      updatedAt: time,
      finishedAt: null,
      links: { portal: `http://localhost:7007/operations/${id}` },
    });
    const { user, key, requestHash } = request.idempotency;
    this.#byKey.set(JSON.stringify([user, key]), { hash: requestHash, id });
    return { accepted: true as const, operation: this.get(id) };
  }

  async findAnswer(scope: IdempotencyScope) {
    const kept = this.#answers.get(JSON.stringify([scope.user, scope.key]));
    return kept
      ? {
          found: true as const,
          sameRequest: kept.hash === scope.requestHash,
          answer: kept.answer,
        }
      : { found: false as const };
  }

  async answer(
    { user, key, requestHash }: IdempotencyScope,
    change: (
      transaction: LedgerTransaction,
    ) => Promise<Record<string, unknown>>,
  ) {
    const answer = await change({ afterCommit: callback => callback() });
    this.#answers.set(JSON.stringify([user, key]), {
      hash: requestHash,
      answer,
    });
    return { answered: true as const, answer };
  }

  async audit() {}

  async recentOperations() {
    return [...this.#operations.values()].reverse();
  }

  async operationsByIds(ids: readonly string[]) {
    return new Map(ids.map(id => [id, this.get(id)]));
  }
}
