import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  OperationError,
  OperationStepName,
} from '@mctl/plugin-platform-common';
import type { ClusterStatus } from '@mctl/plugin-cluster-node';
import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import {
  toPlatformError,
  type CapabilityRegistry,
  type OperationDefinition,
} from '@mctl/plugin-platform-node';
import type { DatabaseLedger } from '../ledger/DatabaseLedger';
import { LostFenceError } from '../ledger/LostFenceError';
import type { LedgerEntry } from '../ledger/rows';
import { checkSync } from './checkSync';
import { GroupCommitter } from './GroupCommitter';
import {
  shortCommit,
  syncFailed,
  syncTimedOut,
  unexpected,
  verificationTimedOut,
} from './operationErrors';
import {
  failStep,
  finishStep,
  isStepDone,
  runStep,
  waitInStep,
} from './stepUpdates';

/** What the stepper works with. */
export interface OperationStepperOptions {
  ledger: DatabaseLedger;
  registry: CapabilityRegistry;
  repository: GitOpsRepository;
  cluster: ClusterStatus;
  logger: LoggerService;
  domain: string;
  /** Milliseconds a claim holds. */
  lease: number;
  now?: () => number;
}

/** How often an operation that waits is looked at without a reason to. */
const SWEEP = 2_000;
/** How long Argo CD may take to have the commit. */
const SYNC_DEADLINE = 120_000;
/** How many unexpected errors in a row an operation survives. */
const MAX_FAILURES = 5;

/**
 * Moves one operation as far as the world allows. Every step looks at what is
 * true before it acts, so that running one twice does no harm.
 */
export class OperationStepper {
  readonly #options: OperationStepperOptions;
  readonly #committer: GroupCommitter;
  readonly #now: () => number;

  static create(options: OperationStepperOptions) {
    return new OperationStepper(options);
  }

  private constructor(options: OperationStepperOptions) {
    this.#options = options;
    this.#committer = GroupCommitter.create(options);
    this.#now = options.now ?? Date.now;
  }

  /**
   * Looks at a claimed operation once and lets go of it.
   *
   * @throws LostFenceError when another worker has taken it over
   */
  async advance(claimed: LedgerEntry): Promise<void> {
    try {
      await this.#advance(claimed);
    } catch (error) {
      if (error instanceof LostFenceError) {
        throw error;
      }
      await this.#recover(claimed, error);
    }
  }

  async #advance(claimed: LedgerEntry): Promise<void> {
    const definition = this.#definition(claimed);
    let entry: LedgerEntry | undefined = claimed;
    if (!entry.operation.commit) {
      entry = await this.#commit(entry, definition);
    }
    if (entry && (await this.#endIfSuperseded(entry))) {
      return;
    }
    if (entry && !isStepDone(entry, 'sync')) {
      entry = await this.#sync(entry, definition);
    }
    if (entry) {
      await this.#verify(entry, definition);
    }
  }

  #definition(entry: LedgerEntry): OperationDefinition {
    const capability = this.#options.registry.get(entry.operation.operation);
    if (capability.kind !== 'operation') {
      throw new Error(`${capability.name} is no operation`);
    }
    return capability;
  }

  /** Makes the one commit, or finds that it has been made. */
  async #commit(
    claimed: LedgerEntry,
    definition: OperationDefinition,
  ): Promise<LedgerEntry | undefined> {
    const entered = await this.#enter(claimed, 'commit');
    const result = await this.#committer.commit(entered, definition);
    const { entry } = result;
    switch (result.outcome) {
      case 'committed':
        return this.#recordCommit(entry, result.commit);
      case 'failed':
        return this.#fail(entry, 'commit', result.error);
      case 'unchanged':
        return this.#endUnchanged(entry);
      default:
        await this.#options.ledger.update(entry, {}, { dueAt: this.#now() });
        return undefined;
    }
  }

  async #endUnchanged(entry: LedgerEntry): Promise<undefined> {
    const message = 'Nothing to change';
    await this.#options.ledger.update(
      entry,
      {
        state: 'succeeded',
        steps: [
          finishStep(entry, 'commit', message),
          finishStep(entry, 'sync', message, 'skipped'),
          finishStep(entry, 'verify', message, 'skipped'),
        ],
        result: { changed: false },
      },
      { dueAt: 0 },
    );
    return undefined;
  }

  #recordCommit(entry: LedgerEntry, commit: string): Promise<LedgerEntry> {
    return this.#options.ledger.update(entry, {
      commit,
      failures: 0,
      steps: [finishStep(entry, 'commit', `Commit ${shortCommit(commit)}`)],
    });
  }

  async #endIfSuperseded(entry: LedgerEntry): Promise<boolean> {
    const successor = await this.#options.ledger.findSuccessor(entry);
    if (!successor) {
      return false;
    }
    const { step } = entry.operation;
    await this.#options.ledger.update(
      entry,
      {
        state: 'superseded',
        steps:
          step && step !== 'commit'
            ? [finishStep(entry, step, `Superseded by ${successor}`, 'skipped')]
            : [],
        log: [`Superseded by ${successor}, a newer change of the same thing`],
      },
      { dueAt: 0 },
    );
    return true;
  }

  /** Waits until Argo CD has the commit. */
  async #sync(
    claimed: LedgerEntry,
    definition: OperationDefinition,
  ): Promise<LedgerEntry | undefined> {
    const { ledger, repository, cluster } = this.#options;
    const entry = await this.#enter(claimed, 'sync');
    const outcome = await checkSync({
      targets: definition.sync(entry.operation.input),
      commit: String(entry.operation.commit),
      cluster,
      repository,
    });
    if (outcome.outcome === 'passed') {
      return ledger.update(entry, {
        failures: 0,
        steps: [finishStep(entry, 'sync', outcome.message)],
      });
    }
    if (outcome.outcome === 'failed') {
      const { input } = entry.operation;
      const explanation = definition.explainSync?.({ input, cluster });
      return this.#fail(entry, 'sync', syncFailed(outcome, explanation));
    }
    return this.#waitOrTimeOut(entry, 'sync', SYNC_DEADLINE, {
      message: outcome.message,
      error: syncTimedOut(outcome, SYNC_DEADLINE),
    });
  }

  /** Waits until the fact that the definition states is seen. */
  async #verify(
    claimed: LedgerEntry,
    definition: OperationDefinition,
  ): Promise<LedgerEntry | undefined> {
    const { ledger, repository, cluster } = this.#options;
    const entry = await this.#enter(claimed, 'verify');
    const outcome = definition.verify.check({
      input: entry.operation.input,
      resolved: entry.resolved,
      commit: String(entry.operation.commit),
      committedAt: String(entry.committedAt),
      snapshot: await repository.refresh(),
      cluster,
    });
    if (outcome.outcome === 'passed') {
      await ledger.update(
        entry,
        {
          state: 'succeeded',
          failures: 0,
          steps: [finishStep(entry, 'verify', outcome.message)],
          result: { changed: true, ...entry.plannedResult },
        },
        { dueAt: 0 },
      );
      return undefined;
    }
    if (outcome.outcome === 'failed') {
      return this.#fail(entry, 'verify', {
        code: outcome.code ?? 'verification_failed',
        message: outcome.message,
        hint: outcome.hint,
        evidence: outcome.evidence,
      });
    }
    return this.#waitOrTimeOut(entry, 'verify', definition.verify.deadline, {
      message: outcome.message,
      error: verificationTimedOut(outcome, definition.verify),
    });
  }

  async #enter(
    entry: LedgerEntry,
    step: OperationStepName,
  ): Promise<LedgerEntry> {
    return entry.operation.step === step
      ? entry
      : this.#options.ledger.update(entry, {
          step,
          steps: [runStep(entry, step)],
        });
  }

  async #waitOrTimeOut(
    entry: LedgerEntry,
    step: 'sync' | 'verify',
    deadline: number,
    waiting: { message: string; error: OperationError },
  ): Promise<undefined> {
    const startedAt = entry.operation.steps.find(
      ({ name }) => name === step,
    )?.startedAt;
    const endsAt =
      Date.parse(startedAt ?? entry.operation.updatedAt) + deadline;
    if (this.#now() >= endsAt) {
      return this.#fail(entry, step, waiting.error);
    }
    const next = waitInStep(entry, step, waiting.message);
    await this.#options.ledger.update(
      entry,
      { failures: 0, steps: next ? [next] : [] },
      { dueAt: Math.min(this.#now() + SWEEP, endsAt) },
    );
    return undefined;
  }

  async #fail(
    entry: LedgerEntry,
    step: OperationStepName,
    error: OperationError,
  ): Promise<undefined> {
    await this.#options.ledger.update(
      entry,
      {
        state: 'failed',
        step,
        steps: [failStep(entry, step, error.message)],
        error,
      },
      { dueAt: 0 },
    );
    return undefined;
  }

  /** Decides what an error means: wait, or give up with the reason. */
  async #recover(claimed: LedgerEntry, error: unknown): Promise<void> {
    const { ledger, logger } = this.#options;
    const entry = {
      ...(await ledger.get(claimed.operation.id)),
      fence: claimed.fence,
    };
    const reason = toPlatformError(error);
    const step = entry.operation.step ?? 'commit';

    if (reason.code === 'unavailable' || reason.code === 'roles_unknown') {
      const next = waitInStep(entry, step, reason.message);
      await ledger.update(
        entry,
        { steps: next ? [next] : [] },
        { dueAt: this.#now() + SWEEP },
      );
      return;
    }
    if (reason.code !== 'internal') {
      await this.#fail(entry, step, {
        code: 'plan_failed',
        message: reason.message,
        hint: reason.hint,
        evidence: [],
      });
      return;
    }
    logger.error(`${entry.operation.id} met an unexpected error`, {
      error: String(error),
    });
    if (entry.failures + 1 >= MAX_FAILURES) {
      await this.#fail(entry, step, unexpected(reason.message));
      return;
    }
    await ledger.update(
      entry,
      {
        failures: entry.failures + 1,
        log: ['Something unexpected went wrong; trying again'],
      },
      { dueAt: this.#now() + SWEEP },
    );
  }
}
