import { randomUUID } from 'node:crypto';
import type { FileWrite } from '../types';
import type { NewCommit } from './CommitWriter';
import { PLAIN_FILE_MODE } from './FileTree';
import {
  COMMITTER,
  FSYNC_WITHOUT_REFERENCES,
  type GitProcess,
} from './GitProcess';
import { GitSession } from './GitSession';

/** References that fast-import insists on writing; nothing ever reads them. */
export const STAGING_PREFIX = 'refs/mctl/staging/';

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function isRemoval({ content }: FileWrite): boolean {
  return content === null;
}

function fileCommand({ path, content }: FileWrite): string {
  return content === null
    ? `D "${path}"\n`
    : `M ${PLAIN_FILE_MODE} inline "${path}"\n${data(content)}`;
}

/**
 * Puts commits into the repository through one long-lived `git fast-import`.
 * No reference that anyone looks at points to them yet.
 *
 * @remarks
 * Each call leaves a pack that Git keeps as it is until the session ends.
 */
export class ImportSession {
  readonly #session: GitSession;
  readonly #git: GitProcess;
  readonly #staging = `${STAGING_PREFIX}${randomUUID()}`;
  #packs = 0;

  static start(git: GitProcess): ImportSession {
    return new ImportSession(git);
  }

  private constructor(git: GitProcess) {
    this.#git = git;
    this.#session = GitSession.start(
      git,
      // The staging reference goes wherever the newest commit is,
      ['fast-import', '--quiet', '--force'],
      // and need not survive anything, unlike the commits.
      { 'core.fsync': FSYNC_WITHOUT_REFERENCES },
    );
  }

  get alive(): boolean {
    return this.#session.alive;
  }

  get pid(): number | undefined {
    return this.#session.pid;
  }

  /** How many packs it has made. */
  get packs(): number {
    return this.#packs;
  }

  /**
   * Makes commits, each on the one before, and waits until they are on the disk.
   *
   * @returns their ids
   * @throws GitError when fast-import ends before it is done
   */
  async stage(
    parent: string | undefined,
    commits: readonly NewCommit[],
    now: Date,
  ): Promise<string[]> {
    const time = Math.floor(now.getTime() / 1000);
    const commands = commits.map(({ message, changes }, index) => {
      const mark = index + 1;
      const from = index === 0 ? parent : `:${index}`;
      return [
        // Without a parent it would go on from the commit before.
        from === undefined ? `reset ${this.#staging}\n\n` : '',
        `commit ${this.#staging}\n`,
        `mark :${mark}\n`,
        `committer ${COMMITTER} ${time} +0000\n`,
        data(message),
        from === undefined ? '' : `from ${from}\n`,
        // A removed file may make room for a folder of the same name.
        ...changes.filter(isRemoval).map(fileCommand),
        ...changes.filter(change => !isRemoval(change)).map(fileCommand),
        '\n',
        `get-mark :${mark}\n`,
      ].join('');
    });
    const answers = await this.#session.exchange(
      `${commands.join('')}checkpoint\nprogress done\n`,
      commits.length + 1,
    );
    this.#packs += 1;
    return answers.slice(0, commits.length);
  }

  /** Ends fast-import and removes its reference. */
  async end(): Promise<void> {
    try {
      await this.#session.end();
    } finally {
      await this.#git.run(['update-ref', '-d', this.#staging]);
    }
  }
}
