import { toError } from '@backstage/errors';
import type { NewCommit } from '../git/CommitWriter';
import { formatCommitMessage } from '../git/formatCommitMessage';
import { guardChangeSet, guardTree } from '../git/guardPaths';
import { operationRef } from '../git/operationRefs';
import type { OperationCommitRequest } from '../types';
import { changeDocuments, changeTree } from './changeSnapshot';
import { DocumentSet } from './DocumentSet';
import { assembleSnapshot } from './loadSnapshot';
import type { Snapshot } from './Snapshot';

/** One operation of a group must not be committed; the others may be. */
export class RefusedCommitError extends Error {
  override readonly name = 'RefusedCommitError';
  readonly operationId: string;
  /** Why. */
  readonly reason: Error;

  constructor(operationId: string, reason: Error) {
    super(`the commit of ${operationId} is refused: ${reason.message}`);
    this.operationId = operationId;
    this.reason = reason;
  }
}

/** Commits that may be made, each on the one before. */
export interface PreparedGroup {
  commits: readonly NewCommit[];
  /**
   * What the branch holds with all of them. It still bears the commit and the
   * time of the snapshot before.
   *
   * @remarks
   * Parsing is the slow part, and depends on nothing that Git does.
   *
   * @throws RefusedCommitError when a document cannot even be looked at
   */
  readSnapshot(): Snapshot;
}

function refusing<T>(
  { operationId }: OperationCommitRequest,
  action: () => T,
): T {
  try {
    return action();
  } catch (error) {
    throw new RefusedCommitError(operationId, toError(error));
  }
}

/**
 * Checks the commits of a group before anything is written: each against what
 * the ones before it make of the tree.
 *
 * @throws RefusedCommitError for the first that must not be made
 */
export function prepareGroup(
  before: Snapshot,
  requests: readonly OperationCommitRequest[],
): PreparedGroup {
  const commits: NewCommit[] = [];
  let { tree } = before.content;
  for (const request of requests) {
    const base = tree;
    tree = refusing(request, () => {
      const { changes, writes, operationId } = request;
      guardChangeSet(changes, writes);
      guardTree(changes, base);
      commits.push({
        message: formatCommitMessage(request),
        changes,
        operationRef: operationRef(operationId),
      });
      return changeTree(base, changes);
    });
  }
  return {
    commits,
    readSnapshot() {
      const documents = new DocumentSet(before.content);
      for (const request of requests) {
        refusing(request, () => changeDocuments(documents, request.changes));
      }
      return assembleSnapshot(before, tree, documents);
    },
  };
}
