import type { ChangeSet } from '../types';
import { PLAIN_FILE_MODE, type FileTree } from './FileTree';
import { UnsafePathError } from './UnsafePathError';

/**
 * What the platform names files and folders: lower-case ASCII, so that no file
 * system takes two of them for one, and nothing that Git or a shell treats
 * specially.
 */
const SEGMENT = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;
const MAX_SEGMENT_LENGTH = 255;
const MAX_PATH_LENGTH = 1024;

/** What may be removed: files that people pushed have names of their own. */
const REMOVABLE_SEGMENT = /^(?!\.{1,2}$)[^\p{Cc}\\"]+$/u;

function guardForm(path: string, allowed: RegExp): void {
  if (path.length > MAX_PATH_LENGTH) {
    throw new UnsafePathError(path, 'it is too long');
  }
  for (const segment of path.split('/')) {
    if (segment.length > MAX_SEGMENT_LENGTH || !allowed.test(segment)) {
      throw new UnsafePathError(
        path,
        `its part ${JSON.stringify(segment)} is no plain name`,
      );
    }
  }
}

function* foldersOf(path: string): Generator<string> {
  for (
    let end = path.indexOf('/');
    end >= 0;
    end = path.indexOf('/', end + 1)
  ) {
    yield path.slice(0, end);
  }
}

/**
 * Refuses a change set that leaves its prefixes or names anything unusual. This
 * needs no look at the repository.
 *
 * @param writes - prefixes that end with `/`
 * @throws UnsafePathError
 */
export function guardChangeSet(
  changes: ChangeSet,
  writes: readonly string[],
): void {
  for (const prefix of writes) {
    if (!prefix.endsWith('/')) {
      throw new UnsafePathError(prefix, 'a prefix must end with "/"');
    }
    guardForm(prefix.slice(0, -1), SEGMENT);
  }
  const paths = new Set<string>();
  for (const { path, content } of changes) {
    guardForm(path, content === null ? REMOVABLE_SEGMENT : SEGMENT);
    if (!writes.some(prefix => path.startsWith(prefix))) {
      throw new UnsafePathError(
        path,
        `it lies outside of ${writes.join(', ') || 'what may change'}`,
      );
    }
    if (paths.has(path)) {
      throw new UnsafePathError(path, 'it occurs twice');
    }
    paths.add(path);
  }
}

/** What two paths have in common that some file system takes for the same. */
function foldPath(path: string): string {
  return path.normalize('NFKC').toLowerCase();
}

/** Paths of the tree, and their folders, that another file system may confuse. */
function confusablePaths(tree: FileTree): ReadonlyMap<string, string> {
  const confusable = new Map<string, string>();
  for (const { path } of tree.unusual()) {
    for (const name of [...foldersOf(path), path]) {
      if (foldPath(name) !== name) {
        confusable.set(foldPath(name), name);
      }
    }
  }
  return confusable;
}

/**
 * Refuses a change set that would touch anything but plain files of a tree:
 * links, submodules, folders, or what differs only in upper and lower case.
 *
 * @throws UnsafePathError
 */
export function guardTree(changes: ChangeSet, tree: FileTree): void {
  const removed = new Set(
    changes.filter(change => change.content === null).map(({ path }) => path),
  );
  const written = new Set(
    changes.filter(change => change.content !== null).map(({ path }) => path),
  );
  const confusable = confusablePaths(tree);
  for (const { path, content } of changes) {
    const existing = tree.get(path);
    if (existing && existing.mode !== PLAIN_FILE_MODE) {
      throw new UnsafePathError(
        path,
        `it is no plain file there, but has mode ${existing.mode}`,
      );
    }
    if (content === null) {
      if (!existing) {
        throw new UnsafePathError(path, 'there is no such file to remove');
      }
      continue;
    }
    for (const name of [...foldersOf(path), path]) {
      const other = confusable.get(name);
      if (other !== undefined) {
        throw new UnsafePathError(
          path,
          `it differs from ${other} only in case`,
        );
      }
      const isFile =
        written.has(name) || (tree.get(name) && !removed.has(name));
      if (name !== path && isFile) {
        throw new UnsafePathError(path, `${name} is no folder`);
      }
    }
    if (tree.list(`${path}/`).some(entry => !removed.has(entry.path))) {
      throw new UnsafePathError(path, 'it is a folder');
    }
  }
}
