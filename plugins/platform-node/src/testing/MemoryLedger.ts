import type { Operation } from '@mctl/plugin-platform-common';
import type {
  AcceptedOperation,
  AuditRecord,
  EarlierAnswer,
  EarlierRequest,
  IdempotencyScope,
  LedgerPort,
  LedgerTransaction,
} from '../capabilities/ledgerPort';

/** A ledger that lives as long as a test and carries nothing out itself. */
export class MemoryLedger implements LedgerPort {
  /** Everything that was accepted, oldest first. */
  readonly accepted: AcceptedOperation[] = [];
  readonly audited: AuditRecord[] = [];
  readonly #operations: Operation[] = [];
  readonly #requests: Array<IdempotencyScope & { id: string }> = [];
  readonly #answers: Array<
    IdempotencyScope & { answer: Record<string, unknown> }
  > = [];
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** The operation of an id, which must be there. */
  operation(id: string): Operation {
    const operation = this.#operations.find(each => each.id === id);
    if (!operation) {
      throw new Error(`There is no operation ${id}`);
    }
    return operation;
  }

  /** What was accepted as an operation. */
  acceptedAs(id: string): AcceptedOperation {
    return this.accepted[this.#operations.indexOf(this.operation(id))];
  }

  /** Changes an operation, as the control loop would. */
  update(id: string, change: Partial<Operation>): Operation {
    const operation = this.operation(id);
    return Object.assign(operation, change, {
      updatedAt: this.#now().toISOString(),
    });
  }

  async findEarlier(scope: IdempotencyScope): Promise<EarlierRequest> {
    const earlier = this.#requests.find(each => isSameKey(each, scope));
    return earlier
      ? {
          found: true,
          sameRequest: earlier.requestHash === scope.requestHash,
          operation: this.operation(earlier.id),
        }
      : { found: false };
  }

  async accept(accepted: AcceptedOperation) {
    const earlier = await this.findEarlier(accepted.idempotency);
    if (earlier.found) {
      return earlier;
    }
    const id = `op_${String(this.#operations.length + 1).padStart(4, '0')}`;
    const time = this.#now().toISOString();
    const operation: Operation = {
      id,
      operation: accepted.operation,
      tenant: accepted.tenant,
      subject: accepted.subject,
      state: 'queued',
      step: null,
      input: accepted.input,
      actor: accepted.actor,
      reason: accepted.reason,
      plan: {
        hash: accepted.plan.hash,
        baseCommit: accepted.plan.baseCommit,
      },
      approval: null,
      commit: null,
      steps: [],
      result: null,
      error: null,
      createdAt: time,
      updatedAt: time,
      finishedAt: null,
      links: { portal: `http://portal.test/operations/${id}` },
    };
    this.accepted.push(accepted);
    this.#operations.push(operation);
    this.#requests.push({ ...accepted.idempotency, id });
    return { accepted: true as const, operation };
  }

  async findAnswer(scope: IdempotencyScope): Promise<EarlierAnswer> {
    const earlier = this.#answers.find(each => isSameKey(each, scope));
    return earlier
      ? {
          found: true,
          sameRequest: earlier.requestHash === scope.requestHash,
          answer: earlier.answer,
        }
      : { found: false };
  }

  async answer(
    scope: IdempotencyScope,
    change: (
      transaction: LedgerTransaction,
    ) => Promise<Record<string, unknown>>,
  ) {
    const earlier = await this.findAnswer(scope);
    if (earlier.found) {
      return earlier;
    }
    const callbacks: Array<() => void> = [];
    const answer = await change({
      afterCommit: callback => callbacks.push(callback),
    });
    // Somebody was faster while the change was made: this one is undone.
    const raced = await this.findAnswer(scope);
    if (raced.found) {
      return raced;
    }
    this.#answers.push({ ...scope, answer });
    callbacks.forEach(callback => callback());
    return { answered: true as const, answer };
  }

  async audit(record: AuditRecord): Promise<void> {
    this.audited.push(record);
  }

  async recentOperations(filter: {
    tenant?: string;
    subject?: string;
    limit: number;
  }): Promise<Operation[]> {
    return this.#operations
      .filter(
        ({ tenant, subject }) =>
          (filter.tenant === undefined || tenant === filter.tenant) &&
          (filter.subject === undefined || subject === filter.subject),
      )
      .reverse()
      .slice(0, filter.limit);
  }

  async operationsByIds(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Operation>> {
    return new Map(
      this.#operations
        .filter(({ id }) => ids.includes(id))
        .map(operation => [operation.id, operation]),
    );
  }
}

function isSameKey(a: IdempotencyScope, b: IdempotencyScope): boolean {
  return a.user === b.user && a.capability === b.capability && a.key === b.key;
}
