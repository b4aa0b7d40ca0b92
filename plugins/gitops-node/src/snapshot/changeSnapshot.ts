import { Buffer } from 'node:buffer';
import { PLAIN_FILE_MODE, type TreeChange } from '../git/FileTree';
import { gitBlobId } from '../git/gitBlobId';
import { locateDocument } from '../paths';
import type { ChangeSet } from '../types';
import { DocumentSet } from './DocumentSet';
import { assembleSnapshot } from './loadSnapshot';
import type { Snapshot } from './Snapshot';

/**
 * The snapshot as a change set makes it, without a look at the repository. It
 * still bears the commit and the time of the snapshot before.
 */
export function changeSnapshot(before: Snapshot, changes: ChangeSet): Snapshot {
  const documents = new DocumentSet(before.content);
  const files = changes.map(({ path, content }): TreeChange => {
    if (content === null) {
      return { path, mode: null };
    }
    return { path, mode: PLAIN_FILE_MODE, blob: gitBlobId(content) };
  });
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
  return assembleSnapshot(before, before.content.tree.update(files), documents);
}
