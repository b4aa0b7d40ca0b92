import type { ChangeSet } from '../types';

/** One commit to make. */
export interface NewCommit {
  message: string;
  /** Checked already: plain paths, and removals of what exists. */
  changes: ChangeSet;
  /** Full name of a reference to create at the commit. */
  operationRef?: string;
}

/** Commits to make, each on the one before, and the branch to move to the last. */
export interface CommitOrder {
  /** The branch's commit now; nothing when the branch does not exist yet. */
  parent: string | undefined;
  /** Full name of the branch. */
  branchRef: string;
  /** At least one. */
  commits: readonly NewCommit[];
  /**
   * Runs while the commits are being made. When it throws, nothing moves, and
   * `write` throws the same.
   */
  whileStaging?(): void;
  /** Is told the ids of the commits before any reference moves. */
  onStaged?(commits: readonly string[]): void;
}

/** What became of a commit order. */
export type CommitOrderResult =
  /** Ids in the order of the commits. */
  | { outcome: 'committed'; commits: readonly string[] }
  /** A reference was not where it was expected. Nothing moved. */
  | { outcome: 'rejected'; reason: string };

/**
 * Makes commits and moves the references in one transaction: either all of them
 * move, or none does and no one sees the commits. What is acknowledged is on
 * the disk.
 */
export interface CommitWriter {
  /** Orders are carried out one after the other. */
  write(order: CommitOrder): Promise<CommitOrderResult>;
  /** Waits for the orders that were given and ends what runs beside. */
  stop(): Promise<void>;
}
