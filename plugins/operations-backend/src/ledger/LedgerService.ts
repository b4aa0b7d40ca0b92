import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  AcceptedOperation,
  AuditRecord,
  IdempotencyScope,
  LedgerPort,
  LedgerTransaction,
} from '@mctl/plugin-platform-node';
import type { DatabaseLedger } from './DatabaseLedger';

/** Reads are audited in batches of this age at most, in milliseconds. */
const READ_BATCH_AGE = 50;

/**
 * The runner's port to the ledger: keeps what it accepts, wakes the loop, and
 * writes the audit trail.
 */
export class LedgerService implements LedgerPort {
  readonly #ledger: DatabaseLedger;
  readonly #logger: LoggerService;
  readonly #onAccepted: () => void;
  #reads: AuditRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  static create(options: {
    ledger: DatabaseLedger;
    logger: LoggerService;
    onAccepted: () => void;
  }) {
    return new LedgerService(options);
  }

  private constructor(options: {
    ledger: DatabaseLedger;
    logger: LoggerService;
    onAccepted: () => void;
  }) {
    this.#ledger = options.ledger;
    this.#logger = options.logger;
    this.#onAccepted = options.onAccepted;
  }

  findEarlier(scope: IdempotencyScope) {
    return this.#ledger.findEarlier(scope);
  }

  async accept(operation: AcceptedOperation) {
    const outcome = await this.#ledger.accept(operation);
    if ('accepted' in outcome) {
      this.#onAccepted();
    }
    return outcome;
  }

  findAnswer(scope: IdempotencyScope) {
    return this.#ledger.findAnswer(scope);
  }

  async answer(
    scope: IdempotencyScope,
    change: (
      transaction: LedgerTransaction,
    ) => Promise<Record<string, unknown>>,
  ) {
    const outcome = await this.#ledger.answer(scope, change);
    if ('answered' in outcome) {
      // What was cancelled or approved may let others go on.
      this.#onAccepted();
    }
    return outcome;
  }

  async recentOperations(filter: {
    tenant?: string;
    subject?: string;
    limit: number;
  }) {
    const entries = await this.#ledger.list(filter);
    return entries.map(({ operation }) => operation);
  }

  async operationsByIds(ids: readonly string[]) {
    const entries = await this.#ledger.findByIds(ids);
    return new Map([...entries].map(([id, { operation }]) => [id, operation]));
  }

  /** Writes are kept before they are answered, reads soon after. */
  async audit(record: AuditRecord): Promise<void> {
    if (record.event === 'operation' || record.event === 'command') {
      await this.#ledger.audit([record]);
      return;
    }
    this.#reads.push(record);
    this.#timer ??= setTimeout(() => this.#flush(), READ_BATCH_AGE);
  }

  /** Writes what is still in memory. */
  async close(): Promise<void> {
    this.#flush();
    await this.#writing;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const records = this.#reads;
    this.#reads = [];
    this.#writing = this.#writing.then(() => this.#keep(records));
  }

  async #keep(records: readonly AuditRecord[]): Promise<void> {
    if (records.length === 0) {
      return;
    }
    try {
      await this.#ledger.audit(records);
    } catch (error) {
      // A read that was answered cannot be taken back; the log keeps it.
      this.#logger.error('Reads could not be kept in the audit trail', {
        error: String(error),
        records: JSON.stringify(records),
      });
    }
  }
}
