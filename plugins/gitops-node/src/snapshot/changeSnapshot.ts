import { Buffer } from 'node:buffer';
import {
  PLAIN_FILE_MODE,
  type FileTree,
  type TreeChange,
} from '../git/FileTree';
import { gitBlobId } from '../git/gitBlobId';
import { locateDocument } from '../paths';
import type { ChangeSet } from '../types';
import { DocumentSet } from './DocumentSet';
import { assembleSnapshot } from './loadSnapshot';
import type { Snapshot } from './Snapshot';

/** The tree as a change set makes it. */
export function changeTree(before: FileTree, changes: ChangeSet): FileTree {
  return before.update(
    changes.map(({ path, content }): TreeChange => {
      if (content === null) {
        return { path, mode: null };
      }
      return { path, mode: PLAIN_FILE_MODE, blob: gitBlobId(content) };
    }),
  );
}

/** Takes the documents of a change set in. */
export function changeDocuments(
  documents: DocumentSet,
  changes: ChangeSet,
): void {
  for (const { path, content } of changes) {
    if (!locateDocument(path)) {
      continue;
    }
    if (content === null) {
      documents.remove(path);
    } else {
      documents.put(path, Buffer.from(content));
    }
  }
}

/**
 * The snapshot as a change set makes it, without a look at the repository. It
 * still bears the commit and the time of the snapshot before.
 */
export function changeSnapshot(before: Snapshot, changes: ChangeSet): Snapshot {
  const documents = new DocumentSet(before.content);
  changeDocuments(documents, changes);
  return assembleSnapshot(
    before,
    changeTree(before.content.tree, changes),
    documents,
  );
}
