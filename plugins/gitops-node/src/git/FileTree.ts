import type { BlobEntry } from '../types';

/** A file of a commit with its mode. */
export interface TreeEntry extends BlobEntry {
  /** Such as `100644`. */
  mode: string;
}

/** How one path differs between two commits. */
export type TreeChange = TreeEntry | { path: string; mode: null };

/** The mode of a plain file, the only one that the platform writes. */
export const PLAIN_FILE_MODE = '100644';

function comparePaths(a: { path: string }, b: { path: string }): number {
  if (a.path === b.path) {
    return 0;
  }
  return a.path < b.path ? -1 : 1;
}

/** Lower-case ASCII and what stands between: no file system confuses these. */
const DISTINCT_PATH = /^[a-z0-9._/-]*$/;

function isUnusual({ path }: { path: string }): boolean {
  return !DISTINCT_PATH.test(path);
}

/** All files of one commit, in the order of their paths. Never changes. */
export class FileTree {
  readonly #entries: readonly TreeEntry[];
  /** Found when asked for, and handed on from tree to tree. */
  #unusual: readonly TreeEntry[] | undefined;

  private constructor(
    entries: readonly TreeEntry[],
    unusual?: readonly TreeEntry[],
  ) {
    this.#entries = entries;
    this.#unusual = unusual;
  }

  static create(entries: readonly TreeEntry[]): FileTree {
    return new FileTree([...entries].sort(comparePaths));
  }

  /** The tree after some changes. This one stays as it is. */
  update(changes: readonly TreeChange[]): FileTree {
    const sorted = [...changes].sort(comparePaths);
    const result: TreeEntry[] = [];
    let next = 0;
    for (const change of sorted) {
      const place = this.#place(change.path);
      for (; next < place; next++) {
        result.push(this.#entries[next]);
      }
      if (this.#entries[place]?.path === change.path) {
        next = place + 1;
      }
      if (change.mode !== null) {
        result.push(change);
      }
    }
    for (; next < this.#entries.length; next++) {
      result.push(this.#entries[next]);
    }
    return new FileTree(result, this.#updateUnusual(changes));
  }

  /** Files whose path has letters besides lower-case ASCII, in no order. */
  unusual(): readonly TreeEntry[] {
    this.#unusual ??= this.#entries.filter(isUnusual);
    return this.#unusual;
  }

  #updateUnusual(changes: readonly TreeChange[]): readonly TreeEntry[] {
    const changed = changes.filter(isUnusual);
    if (changed.length === 0) {
      return this.unusual();
    }
    const paths = new Set(changed.map(({ path }) => path));
    return [
      ...this.unusual().filter(({ path }) => !paths.has(path)),
      ...changed.filter(change => change.mode !== null),
    ];
  }

  /** The file at a path. */
  get(path: string): TreeEntry | undefined {
    const entry = this.#entries[this.#place(path)];
    return entry?.path === path ? entry : undefined;
  }

  /** Every file below a prefix that ends with `/`. */
  list(prefix: string): readonly TreeEntry[] {
    const start = this.#place(prefix);
    let end = start;
    while (this.#entries[end]?.path.startsWith(prefix)) {
      end++;
    }
    return this.#entries.slice(start, end);
  }

  /** Whether there is any file below a prefix that ends with `/`. */
  has(prefix: string): boolean {
    return this.#entries[this.#place(prefix)]?.path.startsWith(prefix) ?? false;
  }

  /** Every file. */
  all(): readonly TreeEntry[] {
    return this.#entries;
  }

  /** Index of the first entry that does not come before a path. */
  #place(path: string): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#entries[middle].path < path) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
