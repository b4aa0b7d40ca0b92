import { gitBlobId } from '../git/gitBlobId';
import type { BlobEntry, ChangeSet, FileWrite } from '../types';
import type { RenderedFile } from './RenderedFile';

/**
 * The changes that make folders hold exactly the rendered files: what differs
 * is written, what is no longer rendered is removed.
 *
 * @param options.rendered - what the folders should hold
 * @param options.existing - every file that is in them now
 * @public
 */
export function replaceFolders(options: {
  rendered: readonly RenderedFile[];
  existing: readonly BlobEntry[];
}): ChangeSet {
  const blobs = new Map(
    options.existing.map(entry => [entry.path, entry.blob]),
  );
  const wanted = new Set(options.rendered.map(file => file.path));
  const writes: FileWrite[] = options.rendered.filter(
    file => blobs.get(file.path) !== gitBlobId(file.content),
  );
  const removals: FileWrite[] = options.existing
    .filter(entry => !wanted.has(entry.path))
    .map(entry => ({ path: entry.path, content: null }));
  return [...writes, ...removals];
}
