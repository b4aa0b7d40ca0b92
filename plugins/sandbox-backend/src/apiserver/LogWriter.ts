import type { Writable } from 'node:stream';
import type { LogLine } from '../logs/PodLogs';
import type { LogOptions } from './logOptions';

/** Writes the lines of a log as somebody wants them, up to a size. */
export class LogWriter {
  readonly #output: Writable;
  readonly #options: LogOptions;
  #room: number;
  #ended = false;

  constructor(output: Writable, options: LogOptions) {
    this.#output = output;
    this.#options = options;
    this.#room = options.limitBytes ?? Number.POSITIVE_INFINITY;
  }

  /** Writes a line, unless it is too old or there is no room for it. */
  write({ time, text }: LogLine): void {
    const { since, timestamps } = this.#options;
    if (this.#ended || (since !== undefined && Date.parse(time) < since)) {
      return;
    }
    const line = Buffer.from(`${timestamps ? `${time} ` : ''}${text}\n`);
    // The kubelet cuts in the middle of a line, and of a character, too.
    this.#output.write(line.subarray(0, this.#room));
    this.#room -= line.length;
    if (this.#room <= 0) {
      this.end();
    }
  }

  end(): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#output.end();
    }
  }
}
