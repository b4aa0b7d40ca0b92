import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { GitError } from './GitError';
import type { GitProcess } from './GitProcess';

interface Exchange {
  /** Lines that are still to come. */
  missing: number;
  lines: string[];
  resolve(lines: string[]): void;
  reject(error: GitError): void;
}

/**
 * One long-lived git command that takes commands on its standard input and
 * answers in lines. It is used up once it has ended, however that came.
 */
export class GitSession {
  readonly #command: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<GitError>;
  readonly #errors: Buffer[] = [];
  #exchange: Exchange | undefined;
  #rest = '';
  #alive = true;

  static start(
    git: GitProcess,
    args: readonly string[],
    settings: Readonly<Record<string, string>> = {},
  ): GitSession {
    return new GitSession(args[0], git.start(args, settings));
  }

  private constructor(command: string, child: ChildProcessWithoutNullStreams) {
    this.#command = command;
    this.#child = child;
    this.#ended = new Promise(resolve => {
      const end = (exitCode: number | null, reason?: string) => {
        const error = new GitError({
          command,
          exitCode,
          stderr: reason ?? Buffer.concat(this.#errors).toString(),
        });
        this.#alive = false;
        this.#exchange?.reject(error);
        this.#exchange = undefined;
        resolve(error);
      };
      child.on('error', error => end(null, error.message));
      child.on('close', exitCode => end(exitCode));
    });
    // When git ends early, its exit code and words say why.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stderr.on('data', chunk => this.#errors.push(chunk));
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => this.#receive(chunk));
  }

  /** Whether it still takes commands; it may end at any moment. */
  get alive(): boolean {
    return this.#alive;
  }

  /** The id of its process, for tests that end it. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Sends commands and waits for as many lines as they are answered with. One
   * exchange at a time.
   *
   * @throws GitError when git ends before it has answered
   */
  async exchange(input: string, answers: number): Promise<string[]> {
    if (!this.#alive) {
      throw await this.#ended;
    }
    if (this.#exchange) {
      throw new Error(`git ${this.#command} is still busy`);
    }
    return new Promise((resolve, reject) => {
      this.#exchange = { missing: answers, lines: [], resolve, reject };
      this.#child.stdin.write(input);
    });
  }

  /**
   * Lets it come to its end and waits for that.
   *
   * @throws GitError when the end is no good one
   */
  async end(): Promise<void> {
    this.#child.stdin.end();
    const error = await this.#ended;
    if (error.exitCode !== 0) {
      throw error;
    }
  }

  #receive(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    const exchange = this.#exchange;
    if (!exchange) {
      return;
    }
    exchange.lines.push(...lines);
    exchange.missing -= lines.length;
    if (exchange.missing <= 0) {
      this.#exchange = undefined;
      exchange.resolve(exchange.lines);
    }
  }
}
