/** Memory stays small; what is forgotten is asked of Git. */
const LONGEST_LINE = 20_000;

/**
 * The newest commits of ours, each known to come right after the one before, so
 * that Git need not be asked which of two is older.
 */
export class CommitLine {
  readonly #places = new Map<string, number>();
  #last: string | undefined;

  /** Takes in commits that were made on a base, each on the one before. */
  extend(base: string, commits: readonly string[]): void {
    if (base !== this.#last || this.#places.size > LONGEST_LINE) {
      this.#places.clear();
      this.#places.set(base, 0);
    }
    for (const commit of commits) {
      this.#places.set(commit, this.#places.size);
      this.#last = commit;
    }
  }

  /**
   * Whether a commit is another one or comes before it; nothing when this line
   * does not tell.
   */
  isAncestor(ancestor: string, descendant: string): boolean | undefined {
    const place = this.#places.get(ancestor);
    const other = this.#places.get(descendant);
    return place === undefined || other === undefined
      ? undefined
      : place <= other;
  }
}
