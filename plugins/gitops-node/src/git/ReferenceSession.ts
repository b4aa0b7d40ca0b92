import type { GitProcess } from './GitProcess';
import { GitSession } from './GitSession';

/** Moves references, many in one transaction, through one `git update-ref`. */
export class ReferenceSession {
  readonly #session: GitSession;

  static start(git: GitProcess): ReferenceSession {
    return new ReferenceSession(
      GitSession.start(git, ['update-ref', '--stdin']),
    );
  }

  private constructor(session: GitSession) {
    this.#session = session;
  }

  get alive(): boolean {
    return this.#session.alive;
  }

  get pid(): number | undefined {
    return this.#session.pid;
  }

  /**
   * Carries out commands of `git update-ref --stdin` in one transaction, in
   * their order.
   *
   * @throws GitError when git refuses; the session is used up then
   */
  async move(commands: readonly string[]): Promise<void> {
    const lines = ['start', ...commands, 'prepare', 'commit'];
    await this.#session.exchange(
      lines.map(line => `${line}\n`).join(''),
      ['start: ok', 'prepare: ok', 'commit: ok'].length,
    );
  }

  async end(): Promise<void> {
    await this.#session.end();
  }
}
