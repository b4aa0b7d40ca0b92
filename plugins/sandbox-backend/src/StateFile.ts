import { readFile } from 'node:fs/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError, stringifyError } from '@backstage/errors';
import type { Clock } from '@mctl/plugin-cluster-node';
import type { Fault } from './faults/kinds';
import type { StoreDump } from './store/ObjectStore';
import { writeFileAtomically } from './writeFileAtomically';

const WRITE_DELAY_MS = 500;

/** Everything that outlives a restart. */
export interface SandboxState {
  cluster: StoreDump;
  faults: readonly Fault[];
}

/** The state on disk. Changes are written together, a moment later. */
export class StateFile {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #read: () => SandboxState;
  #cancelWrite: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();

  static create(options: StateFileOptions): StateFile {
    return new StateFile(options);
  }

  private constructor(options: StateFileOptions) {
    this.#file = options.file;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#read = options.read;
  }

  /** The state that was written last, when there is any. */
  static async load(file: string): Promise<SandboxState | undefined> {
    try {
      return JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
      if (isError(error) && error.code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  /** Has the state written soon. */
  touch(): void {
    this.#cancelWrite ??= this.#clock.schedule(WRITE_DELAY_MS, () => {
      this.flush().catch(error =>
        this.#logger.error(
          `The sandbox cluster's state cannot be written: ${stringifyError(error)}`,
        ),
      );
    });
  }

  /** Writes the state now. */
  async flush(): Promise<void> {
    this.#cancelWrite?.();
    this.#cancelWrite = undefined;
    const write = () =>
      writeFileAtomically(this.#file, JSON.stringify(this.#read()), 0o600);
    // One write at a time, and each as of when it starts.
    this.#writing = this.#writing.then(write, write);
    await this.#writing;
  }
}

export interface StateFileOptions {
  file: string;
  clock: Clock;
  logger: LoggerService;
  /** The state as it is now. */
  read: () => SandboxState;
}
