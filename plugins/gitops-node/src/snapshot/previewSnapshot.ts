import type { ChangeSet, RepositorySnapshot } from '../types';
import { changeSnapshot } from './changeSnapshot';
import { Snapshot } from './Snapshot';

/**
 * The repository as a change set will make it, parsed from the changed paths
 * only. It bears the commit of the snapshot before, as it has none of its own.
 *
 * @public
 */
export function previewSnapshot(
  before: RepositorySnapshot,
  changes: ChangeSet,
): RepositorySnapshot {
  if (!(before instanceof Snapshot)) {
    throw new TypeError(
      'only a snapshot of a GitOps repository can be changed',
    );
  }
  return changeSnapshot(before, changes);
}
