import { randomUUID } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError, stringifyError } from '@backstage/errors';
import type { Clock } from '@mctl/plugin-cluster-node';
import { z } from 'zod';
import { type Fault, FAULT_NAMES, type PastFault } from './faults/kinds';
import type { StoreDump } from './store/ObjectStore';
import { findByKind } from './store/resources';
import { writeFileAtomically } from './writeFileAtomically';

const WRITE_DELAY_MS = 500;
/** Of the time, at most one part in so many goes into writing. */
const WRITE_SHARE = 20;
/** Objects that are turned into JSON before others get their turn. */
const CHUNK_SIZE = 200;

/** Everything that outlives a restart. */
export interface SandboxState {
  cluster: StoreDump;
  faults: readonly Fault[];
  /** Those that are over. */
  pastFaults?: readonly PastFault[];
}

/** The state on disk. Changes are written together, a moment later. */
export class StateFile {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #read: () => SandboxState;
  #cancelWrite: (() => void) | undefined;
  /** How long the last write took. */
  #writeMs = 0;
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

  /**
   * The state that was written last, when there is any. A file that holds
   * something else is set aside, so that the cluster begins anew.
   */
  static async load(
    file: string,
    logger: LoggerService,
  ): Promise<SandboxState | undefined> {
    const content = await readOptionally(file);
    if (content === undefined) {
      return undefined;
    }
    const parsed = parseState(content);
    if ('state' in parsed) {
      return parsed.state;
    }
    const aside = `${file}.unreadable-${randomUUID()}`;
    await rename(file, aside);
    logger.warn(
      `The sandbox cluster begins anew from the GitOps repository: its state in ${file} cannot be read (${parsed.fault}). The file is kept as ${aside}; delete it when nothing in it is needed.`,
    );
    return undefined;
  }

  /** Has the state written soon. */
  touch(): void {
    const delayMs = Math.max(WRITE_DELAY_MS, WRITE_SHARE * this.#writeMs);
    this.#cancelWrite ??= this.#clock.schedule(delayMs, () => {
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
    const write = () => this.#write();
    // One write at a time, and each as of when it starts.
    this.#writing = this.#writing.then(write, write);
    await this.#writing;
  }

  async #write(): Promise<void> {
    const began = this.#clock.now().getTime();
    await writeFileAtomically(this.#file, toJson(this.#read()), 0o600);
    this.#writeMs = this.#clock.now().getTime() - began;
  }
}

/**
 * The JSON of a state, in pieces: as one, a large cluster would keep everything
 * else waiting. Objects do not change, so all are as they were at the start.
 */
function* toJson({ cluster, ...rest }: SandboxState): Generator<string> {
  const { objects, resourceVersion } = cluster;
  yield `{"cluster":{"resourceVersion":${resourceVersion},"objects":[`;
  for (let start = 0; start < objects.length; start += CHUNK_SIZE) {
    const chunk = objects.slice(start, start + CHUNK_SIZE);
    yield (start > 0 ? ',' : '') + JSON.stringify(chunk).slice(1, -1);
  }
  yield `]},${JSON.stringify(rest).slice(1)}`;
}

export interface StateFileOptions {
  file: string;
  clock: Clock;
  logger: LoggerService;
  /** The state as it is now. */
  read: () => SandboxState;
}

const faultSchema = z.object({
  tenant: z.string(),
  service: z.string(),
  fault: z.enum(FAULT_NAMES),
  release: z.string().optional(),
  target: z.string().optional(),
  activeAt: z.iso.datetime(),
  memoryBytes: z.number().positive().optional(),
  port: z.int().positive().optional(),
});

const stateSchema = z.object({
  cluster: z.object({
    resourceVersion: z.int().positive(),
    objects: z.array(
      z
        .looseObject({
          apiVersion: z.string(),
          kind: z.string(),
          metadata: z.looseObject({
            name: z.string(),
            uid: z.string(),
            resourceVersion: z.string(),
            creationTimestamp: z.string(),
          }),
        })
        .refine(({ apiVersion, kind }) => findByKind(apiVersion, kind), {
          error: 'is of a kind that the sandbox does not have',
        }),
    ),
  }),
  faults: z.array(faultSchema),
  pastFaults: z
    .array(faultSchema.extend({ endedAt: z.iso.datetime() }))
    .optional(),
});

function parseState(
  content: string,
): { state: SandboxState } | { fault: string } {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(content));
    return parsed.success
      ? { state: parsed.data }
      : { fault: z.prettifyError(parsed.error).split('\n')[0] };
  } catch (error) {
    return { fault: stringifyError(error) };
  }
}

async function readOptionally(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
