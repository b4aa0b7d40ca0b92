import type { LogLine, PodLogs } from '../logs/PodLogs';
import type { Pod } from '../store/objects';

/** Logs that say what a test has them say. */
export class ManualLogs implements PodLogs {
  present: LogLine[] = [];
  before: LogLine[] = [];
  readonly #listeners = new Set<(line: LogLine) => void>();

  /** How many follow. */
  get followers(): number {
    return this.#listeners.size;
  }

  read(_pod: Pod, _container: string, options: { previous: boolean }) {
    return options.previous ? [...this.before] : [...this.present];
  }

  subscribe(_pod: Pod, _container: string, listener: (line: LogLine) => void) {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The container writes a line. */
  write(line: LogLine): void {
    this.#listeners.forEach(listener => listener(line));
    this.present.push(line);
  }
}
