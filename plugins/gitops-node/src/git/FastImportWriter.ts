import { randomUUID } from 'node:crypto';
import type { FileWrite } from '../types';
import type {
  CommitOrder,
  CommitOrderResult,
  CommitWriter,
} from './CommitWriter';
import { PLAIN_FILE_MODE } from './FileTree';
import { GitError } from './GitError';
import { COMMITTER, type GitProcess } from './GitProcess';

/** References of commits that are being made; nothing else looks at them. */
const STAGING_PREFIX = 'refs/mctl/staging/';

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
 * Makes a commit with `git fast-import` on a staging reference of its own, then
 * moves the branch with `git update-ref`, which compares and swaps.
 */
export class FastImportWriter implements CommitWriter {
  readonly #git: GitProcess;
  readonly #now: () => Date;

  constructor(options: { git: GitProcess; now?: () => Date }) {
    this.#git = options.git;
    this.#now = options.now ?? (() => new Date());
  }

  async write(order: CommitOrder): Promise<CommitOrderResult> {
    const staging = `${STAGING_PREFIX}${randomUUID()}`;
    const commit = await this.#stage(order, staging);
    const { branchRef, operationRef, parent } = order;
    const moves = [
      parent === undefined
        ? `create ${branchRef} ${commit}`
        : `update ${branchRef} ${commit} ${parent}`,
      ...(operationRef ? [`create ${operationRef} ${commit}`] : []),
      `delete ${staging} ${commit}`,
    ];
    try {
      await this.#moveReferences(moves);
      return { outcome: 'committed', commit };
    } catch (error) {
      if (!(error instanceof GitError) || error.exitCode === null) {
        throw error;
      }
      await this.#moveReferences([`delete ${staging}`]);
      return { outcome: 'rejected', reason: error.stderr.trim() };
    }
  }

  async #moveReferences(commands: readonly string[]): Promise<void> {
    await this.#git.run(
      ['update-ref', '--stdin'],
      commands.map(command => `${command}\n`).join(''),
    );
  }

  async #stage(order: CommitOrder, staging: string): Promise<string> {
    const time = Math.floor(this.#now().getTime() / 1000);
    const output = await this.#git.run(
      ['fast-import', '--quiet', '--done'],
      [
        `commit ${staging}\n`,
        'mark :1\n',
        `committer ${COMMITTER} ${time} +0000\n`,
        data(order.message),
        order.parent === undefined ? '' : `from ${order.parent}\n`,
        // A removed file may make room for a folder of the same name.
        ...order.changes.filter(isRemoval).map(fileCommand),
        ...order.changes.filter(change => !isRemoval(change)).map(fileCommand),
        '\n',
        'get-mark :1\n',
        'done\n',
      ].join(''),
    );
    return output.trim();
  }
}
