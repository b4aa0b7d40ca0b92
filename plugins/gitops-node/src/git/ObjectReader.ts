import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { GitError } from './GitError';
import type { GitProcess } from './GitProcess';

/** An object of the repository. */
export interface GitObject {
  id: string;
  type: string;
  /** Empty when only information was asked for. */
  content: Buffer;
}

interface PendingRead {
  withContent: boolean;
  resolve(object: GitObject | undefined): void;
  reject(error: Error): void;
}

const NEWLINE = 0x0a;

/**
 * Reads objects through one long-lived `git cat-file`. It starts with the first
 * read, and again after it ended.
 */
export class ObjectReader {
  readonly #git: GitProcess;
  readonly #pending: PendingRead[] = [];
  #child: ChildProcessWithoutNullStreams | undefined;
  #chunks: Buffer[] = [];
  #length = 0;
  /** Bytes that are needed before there is anything to take. */
  #needed = 1;

  constructor(git: GitProcess) {
    this.#git = git;
  }

  /**
   * What a name stands for: its object id and type, or nothing.
   *
   * @param name - an object id or a reference, without line breaks
   */
  async look(name: string): Promise<GitObject | undefined> {
    const [object] = await this.#request('info', [name]);
    return object;
  }

  /** Objects with their contents, in the order of the names. */
  async read(names: readonly string[]): Promise<Array<GitObject | undefined>> {
    return this.#request('contents', names);
  }

  /** Ends the process. Reads that wait fail. */
  stop(): void {
    this.#child?.kill();
  }

  async #request(
    command: 'info' | 'contents',
    names: readonly string[],
  ): Promise<Array<GitObject | undefined>> {
    if (names.length === 0) {
      return [];
    }
    if (names.some(name => name === '' || /[\n\0]/.test(name))) {
      throw new Error('the name of an object is empty or has a line break');
    }
    const child = (this.#child ??= this.#startChild());
    const reads = names.map(
      () =>
        new Promise<GitObject | undefined>((resolve, reject) => {
          const withContent = command === 'contents';
          this.#pending.push({ withContent, resolve, reject });
        }),
    );
    child.stdin.write(
      `${names.map(name => `${command} ${name}\n`).join('')}flush\n`,
    );
    return Promise.all(reads);
  }

  #startChild(): ChildProcessWithoutNullStreams {
    const child = this.#git.start(['cat-file', '--batch-command', '--buffer']);
    const errors: Buffer[] = [];
    const end = (exitCode: number | null) => {
      if (this.#child !== child) {
        return;
      }
      this.#child = undefined;
      this.#chunks = [];
      this.#length = 0;
      this.#needed = 1;
      const error = new GitError({
        command: 'cat-file',
        exitCode,
        stderr: Buffer.concat(errors).toString(),
      });
      this.#pending.splice(0).forEach(read => read.reject(error));
    };
    child.stderr.on('data', chunk => errors.push(chunk));
    child.stdout.on('data', chunk => this.#receive(chunk));
    child.stdin.on('error', () => end(null));
    child.on('error', () => end(null));
    child.on('close', end);
    return child;
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) {
      return;
    }
    let rest: Buffer = Buffer.concat(this.#chunks);
    for (;;) {
      const taken = this.#take(rest);
      if (taken === 0) {
        break;
      }
      rest = rest.subarray(taken);
    }
    this.#chunks = [rest];
    this.#length = rest.length;
  }

  /** Takes one answer off the start and returns how many bytes it had. */
  #take(buffer: Buffer): number {
    this.#needed = buffer.length + 1;
    const end = buffer.indexOf(NEWLINE);
    const read = this.#pending[0];
    if (end < 0 || read === undefined) {
      return 0;
    }
    const header = buffer.subarray(0, end).toString();
    const match = /^([0-9a-f]{40,64}) ([a-z]+) ([0-9]+)$/.exec(header);
    if (!match) {
      this.#pending.shift();
      read.resolve(undefined);
      return end + 1;
    }
    const [, id, type, size] = match;
    const start = end + 1;
    const length = read.withContent ? Number(size) + 1 : 0;
    if (buffer.length < start + length) {
      this.#needed = start + length;
      return 0;
    }
    this.#pending.shift();
    const content = read.withContent
      ? Buffer.from(buffer.subarray(start, start + length - 1))
      : Buffer.alloc(0);
    read.resolve({ id, type, content });
    return start + length;
  }
}
