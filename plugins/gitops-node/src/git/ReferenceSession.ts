import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FSYNC_WITHOUT_REFERENCES, type GitProcess } from './GitProcess';
import { GitSession } from './GitSession';

/** Waits until a file, or what a folder lists, is on the disk. */
async function sync(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Moves a branch and creates references beside it, in one transaction, through
 * one `git update-ref`.
 *
 * @remarks
 * Git would wait for the disk once for every reference. Only the branch is worth
 * that: what is missing of the others after a power cut is made again from the
 * commits when the repository is opened.
 */
export class ReferenceSession {
  readonly #session: GitSession;

  readonly #directory: string;

  static start(git: GitProcess): ReferenceSession {
    return new ReferenceSession(git);
  }

  private constructor(git: GitProcess) {
    this.#directory = git.directory;
    this.#session = GitSession.start(git, ['update-ref', '--stdin'], {
      'core.fsync': FSYNC_WITHOUT_REFERENCES,
    });
  }

  get alive(): boolean {
    return this.#session.alive;
  }

  get pid(): number | undefined {
    return this.#session.pid;
  }

  /**
   * Carries out commands of `git update-ref --stdin` in one transaction, in
   * their order. The branch is on the disk when this returns.
   *
   * @param branchRef - the branch that one of the commands moves
   * @throws GitError when git refuses; the session is used up then
   */
  async move(branchRef: string, commands: readonly string[]): Promise<void> {
    const branch = join(this.#directory, branchRef);
    const lines = ['start', ...commands, 'prepare'];
    await this.#session.exchange(
      lines.map(line => `${line}\n`).join(''),
      ['start: ok', 'prepare: ok'].length,
    );
    try {
      // Holds where the branch goes, and becomes the branch.
      await sync(`${branch}.lock`);
    } catch (error) {
      await this.#session.exchange('abort\n', ['abort: ok'].length);
      throw error;
    }
    await this.#session.exchange('commit\n', ['commit: ok'].length);
    // Without this, the branch may be back where it was after a power cut.
    await sync(dirname(branch));
  }

  async end(): Promise<void> {
    await this.#session.end();
  }
}
