import type { ChangeSet } from '../types';

/** A commit to make and the references to move with it. */
export interface CommitOrder {
  /** The branch's commit now; nothing when the branch does not exist yet. */
  parent: string | undefined;
  message: string;
  /** Checked already: plain paths, and removals of what exists. */
  changes: ChangeSet;
  /** Full name of the branch. */
  branchRef: string;
  /** Full name of a reference to create at the commit. */
  operationRef?: string;
}

/** What became of a commit order. */
export type CommitOrderResult =
  | { outcome: 'committed'; commit: string }
  /** A reference was not where it was expected. Nothing moved. */
  | { outcome: 'rejected'; reason: string };

/**
 * Makes a commit and moves the references in one transaction: either all of
 * them move, or none does and no one sees the commit.
 */
export interface CommitWriter {
  write(order: CommitOrder): Promise<CommitOrderResult>;
}
