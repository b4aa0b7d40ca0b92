import { watch, type FSWatcher } from 'node:fs';
import { dirname, join } from 'node:path';

const POLL_INTERVAL_MS = 2_000;

/**
 * Calls back when a branch of a bare repository may have moved: at once where
 * the file system tells, and every two seconds in any case.
 */
export class BranchWatcher {
  readonly #watchers: FSWatcher[];
  readonly #timer: NodeJS.Timeout;

  private constructor(watchers: FSWatcher[], timer: NodeJS.Timeout) {
    this.#watchers = watchers;
    this.#timer = timer;
  }

  static create(options: {
    directory: string;
    branch: string;
    onHint: () => void;
    pollIntervalMs?: number;
  }): BranchWatcher {
    const { directory, branch, onHint } = options;
    const folders = [
      dirname(join(directory, 'refs/heads', branch)),
      // Holds packed-refs.
      directory,
    ];
    const watchers = folders.map(folder => {
      const watcher = watch(folder, { persistent: false }, onHint);
      // A folder that can no longer be watched is still polled.
      watcher.on('error', () => watcher.close());
      return watcher;
    });
    const timer = setInterval(
      onHint,
      options.pollIntervalMs ?? POLL_INTERVAL_MS,
    );
    timer.unref();
    return new BranchWatcher(watchers, timer);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#watchers.forEach(watcher => watcher.close());
  }
}
