import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import { LostFenceError } from '../ledger/LostFenceError';
import type { LedgerEntry } from '../ledger/rows';

/** What the loop is made of. */
export interface ControlLoopOptions {
  ledger: Pick<DatabaseLedger, 'claim' | 'makeDue'>;
  advance(entry: LedgerEntry): Promise<void>;
  logger: LoggerService;
  /** Milliseconds a claim holds. */
  lease: number;
  /** How many operations are worked on at once. */
  concurrency: number;
  /** Milliseconds between looks at the ledger that nothing asked for. */
  sweep: number;
}

/**
 * Moves every operation forward: claims what is due, looks at it once and lets
 * go. Wake-ups make it fast, the periodic sweep makes it certain.
 */
export class ControlLoop {
  readonly #options: ControlLoopOptions;
  readonly #worker = randomUUID();
  readonly #running = new Set<Promise<void>>();
  readonly #poked = new Set<string>();
  /** How often each tenant was poked since the start. */
  readonly #pokes = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  static create(options: ControlLoopOptions) {
    return new ControlLoop(options);
  }

  private constructor(options: ControlLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), this.#options.sweep);
    this.#timer.unref();
    this.wake();
  }

  /** Looks at the ledger now; with a tenant, also at what waits there. */
  wake(tenant?: string): void {
    if (this.#stopped) {
      return;
    }
    if (tenant !== undefined) {
      this.#poked.add(tenant);
      this.#pokes.set(tenant, this.#pokesOf(tenant) + 1);
    }
    if (this.#pass) {
      this.#again = true;
      return;
    }
    this.#pass = this.#drainDue().finally(() => {
      this.#pass = undefined;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  /** Claims nothing more and waits for what is being worked on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#pass;
    await Promise.all(this.#running);
  }

  async #drainDue(): Promise<void> {
    const { ledger, lease, concurrency, logger } = this.#options;
    const tenants = [...this.#poked];
    this.#poked.clear();
    try {
      if (tenants.length > 0) {
        await ledger.makeDue(tenants);
      }
      while (!this.#stopped && this.#running.size < concurrency) {
        const entry = await ledger.claim({ worker: this.#worker, lease });
        if (!entry) {
          return;
        }
        this.#work(entry);
      }
    } catch (error) {
      // The sweep comes back; meanwhile requests say what is wrong themselves.
      tenants.forEach(tenant => this.#poked.add(tenant));
      logger.error('The ledger could not be read', { error: String(error) });
    }
  }

  #work(entry: LedgerEntry): void {
    const { tenant, id } = entry.operation;
    const pokesBefore = this.#pokesOf(tenant);
    const work = this.#options
      .advance(entry)
      .catch(error => {
        if (error instanceof LostFenceError) {
          this.#options.logger.info(`Another worker has taken over ${id}`);
          return;
        }
        this.#options.logger.error(`${id} could not be moved forward`, {
          error: String(error),
        });
      })
      .finally(() => {
        this.#running.delete(work);
        // What changed in its tenant while it was looked at may not be seen.
        const missed = this.#pokesOf(tenant) !== pokesBefore;
        this.wake(tenant !== null && missed ? tenant : undefined);
      });
    this.#running.add(work);
  }

  #pokesOf(tenant: string | null): number {
    return tenant === null ? 0 : (this.#pokes.get(tenant) ?? 0);
  }
}
