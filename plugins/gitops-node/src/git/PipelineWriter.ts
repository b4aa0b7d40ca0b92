import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type {
  CommitOrder,
  CommitOrderResult,
  CommitWriter,
} from './CommitWriter';
import { GitError } from './GitError';
import type { GitProcess } from './GitProcess';
import { ImportSession } from './ImportSession';
import { maintainRepository } from './maintainRepository';
import { ReferenceSession } from './ReferenceSession';
import { removeOrphanedMarks } from './removeLeftovers';
import { removeLocksOf, removeStaleLocks } from './referenceLocks';

/** Exit code of git when it refuses something. */
const REFUSED = 128;
/** How often references are moved when something was left from a crash. */
const ATTEMPTS = 3;
/** Packs slow reading down and are compacted only once fast-import ends. */
const PACKS_PER_SESSION = 200;

/** How to write commits. */
export interface PipelineWriterOptions {
  git: GitProcess;
  logger: LoggerService;
  now?: () => Date;
  /** How many orders until what they left is compacted. */
  packsPerSession?: number;
}

async function runBeside(order: CommitOrder): Promise<void> {
  order.whileStaging?.();
}

/**
 * Makes commits with a long-lived `git fast-import`, then moves the references
 * with a long-lived `git update-ref`, which compares and swaps. Both are started
 * when they are needed, and again after they ended.
 */
export class PipelineWriter implements CommitWriter {
  readonly #git: GitProcess;
  readonly #logger: LoggerService;
  readonly #now: () => Date;
  readonly #packsPerSession: number;
  #import: ImportSession | undefined;
  #references: ReferenceSession | undefined;
  /** Ends when the orders given so far are carried out. */
  #lastOrder: Promise<unknown> = Promise.resolve();
  #maintenance: Promise<void> = Promise.resolve();

  constructor(options: PipelineWriterOptions) {
    this.#git = options.git;
    this.#logger = options.logger;
    this.#now = options.now ?? (() => new Date());
    this.#packsPerSession = options.packsPerSession ?? PACKS_PER_SESSION;
  }

  write(order: CommitOrder): Promise<CommitOrderResult> {
    const turn = this.#lastOrder.then(() => this.#writeInTurn(order));
    this.#lastOrder = turn.catch(() => undefined);
    return turn;
  }

  async stop(): Promise<void> {
    await this.#lastOrder;
    const references = this.#references;
    this.#references = undefined;
    await Promise.all([
      this.#endImport(),
      references?.alive ? references.end() : undefined,
    ]);
    await this.#maintenance;
  }

  /** Processes that run now, for tests that end them. */
  get processes(): { import?: number; references?: number } {
    return { import: this.#import?.pid, references: this.#references?.pid };
  }

  async #writeInTurn(order: CommitOrder): Promise<CommitOrderResult> {
    // Both to their end: fast-import takes one order at a time.
    const [staged, beside] = await Promise.allSettled([
      this.#stage(order),
      runBeside(order),
    ]);
    if (beside.status === 'rejected') {
      throw beside.reason;
    }
    if (staged.status === 'rejected') {
      throw staged.reason;
    }
    const commits = staged.value;
    order.onStaged?.(commits);
    const result = await this.#publish(order, commits);
    if (this.#import && this.#import.packs >= this.#packsPerSession) {
      await this.#endImport();
      this.#startMaintenance();
    }
    return result;
  }

  /** Nothing is published yet, so that it does no harm to do it twice. */
  async #stage(order: CommitOrder): Promise<string[]> {
    const stage = async () => {
      if (!this.#import?.alive) {
        await this.#endImport();
      }
      this.#import ??= ImportSession.start(this.#git);
      return this.#import.stage(order.parent, order.commits, this.#now());
    };
    try {
      return await stage();
    } catch (error) {
      this.#logger.warn('git fast-import ended; starting it again', {
        reason: toError(error).message,
      });
      await removeOrphanedMarks(this.#git);
      return stage();
    }
  }

  /** Moves the references; tries again when only a crash was in the way. */
  async #publish(
    order: CommitOrder,
    commits: readonly string[],
  ): Promise<CommitOrderResult> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#move(order, commits);
        return { outcome: 'committed', commits };
      } catch (error) {
        if (!(error instanceof GitError)) {
          throw error;
        }
        const result = await this.#settle(order, commits, error);
        if (result === 'try-again' && attempt < ATTEMPTS) {
          continue;
        }
        if (result === 'try-again') {
          throw error;
        }
        return result;
      }
    }
  }

  /**
   * Finds out what became of a transaction that was not acknowledged. Git moves
   * the branch before any other reference.
   */
  async #settle(
    order: CommitOrder,
    commits: readonly string[],
    error: GitError,
  ): Promise<CommitOrderResult | 'try-again'> {
    const { branchRef } = order;
    const { directory } = this.#git;
    const wasRefused = error.exitCode === REFUSED;
    if (!wasRefused) {
      this.#logger.warn('git update-ref ended; starting it again', {
        reason: error.message,
      });
      await removeLocksOf(directory, {
        branchRef,
        operationRefs: order.commits.flatMap(
          ({ operationRef }) => operationRef ?? [],
        ),
        commits: new Set(commits),
      });
    }
    if (await this.#isOnBranch(branchRef, commits[commits.length - 1])) {
      await this.#createMissing(order, commits);
      return { outcome: 'committed', commits };
    }
    const mayWorkNow =
      !wasRefused ||
      (await removeStaleLocks(directory, branchRef, this.#now()));
    return mayWorkNow
      ? 'try-again'
      : { outcome: 'rejected', reason: error.stderr.trim() };
  }

  async #isOnBranch(branchRef: string, commit: string): Promise<boolean> {
    const found = await this.#git.run([
      'for-each-ref',
      `--contains=${commit}`,
      branchRef,
    ]);
    return found !== '';
  }

  /** The branch has the commits; what stands for them must follow. */
  async #createMissing(
    order: CommitOrder,
    commits: readonly string[],
  ): Promise<void> {
    const commands = order.commits.flatMap(({ operationRef }, index) =>
      operationRef ? [`update ${operationRef} ${commits[index]}\n`] : [],
    );
    await this.#git.run(['update-ref', '--stdin'], commands.join(''));
  }

  async #move(order: CommitOrder, commits: readonly string[]): Promise<void> {
    const { branchRef, parent } = order;
    const head = commits[commits.length - 1];
    if (!this.#references?.alive) {
      this.#references = ReferenceSession.start(this.#git);
    }
    await this.#references.move(branchRef, [
      // First, so that a crash in the middle leaves commits without references,
      // which can be told, and never references without commits.
      parent === undefined
        ? `create ${branchRef} ${head}`
        : `update ${branchRef} ${head} ${parent}`,
      ...order.commits.flatMap(({ operationRef }, index) =>
        operationRef ? [`create ${operationRef} ${commits[index]}`] : [],
      ),
    ]);
  }

  async #endImport(): Promise<void> {
    const session = this.#import;
    this.#import = undefined;
    try {
      await session?.end();
    } catch (error) {
      // Every commit that was asked for is on the disk already.
      this.#logger.warn('git fast-import came to a bad end', {
        reason: toError(error).message,
      });
    }
  }

  #startMaintenance(): void {
    this.#maintenance = this.#maintenance
      .then(() => maintainRepository(this.#git))
      .catch(error => {
        this.#logger.warn('The GitOps repository could not be compacted', {
          reason: toError(error).message,
        });
      });
  }
}
