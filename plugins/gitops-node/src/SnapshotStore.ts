import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import type { Observed } from '@mctl/plugin-platform-common';
import type { GitProcess } from './git/GitProcess';
import type { ObjectReader } from './git/ObjectReader';
import { loadSnapshot, updateSnapshot } from './snapshot/loadSnapshot';
import type { Snapshot } from './snapshot/Snapshot';
import type { RepositorySnapshot } from './types';

/** Is told after the branch moved. */
export type SnapshotListener = (
  snapshot: RepositorySnapshot,
  changed: readonly string[],
) => void;

const SOURCE = 'repository';

/** A commit of ours that the branch may come to. */
export interface ExpectedSnapshot {
  base: string;
  commit: string;
  /** What is in it; its commit and time are not looked at. */
  snapshot: Snapshot;
  /** Paths that may differ from the base. */
  paths: readonly string[];
}

/** Keeps the snapshot of where a branch is, and tells when it moved. */
export class SnapshotStore {
  readonly #git: GitProcess;
  readonly #objects: ObjectReader;
  readonly #branchRef: string;
  readonly #logger: LoggerService;
  readonly #now: () => Date;
  readonly #listeners = new Set<SnapshotListener>();
  #snapshot: Snapshot | undefined;
  /** What the branch will hold should it come to a commit of ours. */
  #expected: ExpectedSnapshot | undefined;
  /** Why the branch could not be read when it was looked at last. */
  #failure: string | undefined = 'the repository has not been read yet';
  #running: Promise<Snapshot> | undefined;
  #next: Promise<Snapshot> | undefined;

  constructor(options: {
    git: GitProcess;
    objects: ObjectReader;
    branchRef: string;
    logger: LoggerService;
    now: () => Date;
  }) {
    this.#git = options.git;
    this.#objects = options.objects;
    this.#branchRef = options.branchRef;
    this.#logger = options.logger;
    this.#now = options.now;
  }

  current(): Observed<RepositorySnapshot> {
    const known = this.#snapshot && {
      value: this.#snapshot,
      source: SOURCE,
      observedAt: this.#snapshot.observedAt,
    };
    if (this.#failure === undefined && known) {
      return known;
    }
    const unknown = this.#failure ?? 'the repository could not be read';
    return known
      ? { unknown, source: SOURCE, last: known }
      : { unknown, source: SOURCE };
  }

  subscribe(listener: SnapshotListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Says what the branch will hold if it moves from one commit to another, so
   * that it need not be read then.
   */
  expect(expected: ExpectedSnapshot): void {
    this.#expected = expected;
  }

  /**
   * Looks at the branch. Who asks while a look is under way waits for the one
   * after it, which they share: the running one may have looked too early.
   */
  refresh(): Promise<Snapshot> {
    if (!this.#running) {
      return this.#start();
    }
    this.#next ??= this.#running
      .catch(error => {
        this.#logger.debug('An earlier look at the repository failed', {
          reason: toError(error).message,
        });
      })
      .then(() => {
        this.#next = undefined;
        return this.#running ?? this.#start();
      });
    return this.#next;
  }

  #start(): Promise<Snapshot> {
    this.#running = this.#look().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #look(): Promise<Snapshot> {
    try {
      const { snapshot, changed } = await this.#load();
      this.#snapshot = snapshot;
      this.#failure = undefined;
      if (changed.length > 0) {
        this.#tell(snapshot, changed);
      }
      return snapshot;
    } catch (error) {
      const { message } = toError(error);
      if (this.#failure !== message) {
        this.#logger.warn('The GitOps repository cannot be read', {
          reason: message,
        });
      }
      this.#failure = message;
      throw error instanceof ServiceUnavailableError
        ? error
        : new ServiceUnavailableError(
            `the GitOps repository cannot be read: ${message}`,
            error,
          );
    }
  }

  async #load(): Promise<{ snapshot: Snapshot; changed: readonly string[] }> {
    const observedAt = this.#now().toISOString();
    const head = await this.#objects.look(this.#branchRef);
    if (!head) {
      throw new ServiceUnavailableError(
        `the GitOps repository has no ${this.#branchRef}`,
      );
    }
    const previous = this.#snapshot;
    if (previous?.commit === head.id) {
      return { snapshot: previous.seenAt(observedAt), changed: [] };
    }
    const expected = this.#expected;
    if (
      previous &&
      expected?.commit === head.id &&
      expected.base === previous.commit
    ) {
      this.#expected = undefined;
      const snapshot = expected.snapshot.seenAt(observedAt, head.id);
      return {
        snapshot,
        changed: [...new Set(expected.paths)].filter(
          path => snapshot.blob(path) !== previous.blob(path),
        ),
      };
    }
    const source = {
      git: this.#git,
      objects: this.#objects,
      commit: head.id,
      observedAt,
    };
    if (previous && (await this.#objects.look(previous.commit))) {
      return updateSnapshot(source, previous);
    }
    const snapshot = await loadSnapshot(source, previous?.platform);
    return {
      snapshot,
      changed: previous
        ? snapshot.content.tree.all().map(({ path }) => path)
        : [],
    };
  }

  #tell(snapshot: Snapshot, changed: readonly string[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(snapshot, changed);
      } catch (error) {
        this.#logger.error(
          'A listener to the GitOps repository failed',
          toError(error),
        );
      }
    }
  }
}
