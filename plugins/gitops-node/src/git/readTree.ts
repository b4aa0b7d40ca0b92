import { FileTree, type TreeChange, type TreeEntry } from './FileTree';
import type { GitProcess } from './GitProcess';

/** Mode that Git gives for the absent side of a difference. */
const ABSENT = '000000';

/** Reads all files of a commit. */
export async function readTree(
  git: GitProcess,
  commit: string,
): Promise<FileTree> {
  const output = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit]);
  const entries: TreeEntry[] = [];
  for (const record of output.split('\0')) {
    const [meta, path] = splitOnce(record, '\t');
    if (path !== undefined) {
      const [mode, , blob] = meta.split(' ');
      entries.push({ path, mode, blob });
    }
  }
  return FileTree.create(entries);
}

/** Reads how the files of two commits differ. */
export async function readTreeChanges(
  git: GitProcess,
  from: string,
  to: string,
): Promise<TreeChange[]> {
  const output = await git.run([
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    from,
    to,
  ]);
  const fields = output.split('\0');
  const changes: TreeChange[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, mode, , blob] = fields[index].split(' ');
    const path = fields[index + 1];
    changes.push(mode === ABSENT ? { path, mode: null } : { path, mode, blob });
  }
  return changes;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const place = text.indexOf(separator);
  return place < 0
    ? [text]
    : [text.slice(0, place), text.slice(place + separator.length)];
}
