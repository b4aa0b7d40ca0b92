import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  type KubeConfig,
  type KubernetesObject,
  ListWatch,
} from '@kubernetes/client-node';
import type { Clock } from '../clock';
import { ConfirmedWatch } from './ConfirmedWatch';
import { listObjects } from './listObjects';
import { ObjectIndex, type References } from './ObjectIndex';
import type { Trim } from './trimObjects';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;
/** Three times the client's own limit on a silent watch. */
const STALE_AFTER_MS = 90_000;

export interface ResourceInformerOptions<T extends KubernetesObject> {
  /** Path of the list in the Kubernetes API. */
  path: string;
  /** How objects are found from the uid of another one. */
  references: References<T>;
  /** Keeps of each object what is read. */
  trim: Trim<T>;
  load: () => KubeConfig;
  clock: Clock;
  logger: LoggerService;
  onChange: (object: T) => void;
  onConnection: () => void;
}

/** Where an informer stands. */
export interface InformerState {
  /** Whether a list was ever complete, so that there is something to show. */
  listed: boolean;
  /** When the watch last proved to be alive. */
  confirmedAt: Date | undefined;
  /** Since when the cluster cannot be reached; undefined when it can. */
  downSince: Date | undefined;
}

/**
 * Keeps the objects of one kind in memory, and reconnects for ever.
 *
 * @remarks
 * A `ListWatch` of the client lives as long as one connection. What it listed
 * replaces what was known only once it is complete, so that nothing looks
 * deleted while a connection is made.
 */
export class ResourceInformer<T extends KubernetesObject> {
  readonly #options: ResourceInformerOptions<T>;
  #objects: ObjectIndex<T>;
  #connection: { close(): void } | undefined;
  #cancelRetry: (() => void) | undefined;
  #delayMs = FIRST_DELAY_MS;
  #listed = false;
  #confirmedAt: Date | undefined;
  #downSince: Date | undefined;
  #stopped = false;

  static create<T extends KubernetesObject>(
    options: ResourceInformerOptions<T>,
  ): ResourceInformer<T> {
    return new ResourceInformer(options);
  }

  private constructor(options: ResourceInformerOptions<T>) {
    this.#options = options;
    this.#objects = ObjectIndex.create({ references: options.references });
  }

  get objects(): ObjectIndex<T> {
    return this.#objects;
  }

  get state(): InformerState {
    const silentMs = this.#confirmedAt
      ? this.#options.clock.now().getTime() - this.#confirmedAt.getTime()
      : 0;
    return {
      listed: this.#listed,
      confirmedAt: this.#confirmedAt,
      downSince:
        this.#downSince ??
        (silentMs > STALE_AFTER_MS ? this.#confirmedAt : undefined),
    };
  }

  /** Begins to connect, without waiting for the cluster. */
  start(): void {
    this.#stopped = false;
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    this.#connection?.close();
    this.#connection = undefined;
  }

  #connect(): void {
    const { path, clock, trim } = this.#options;
    let kubeConfig: KubeConfig;
    try {
      kubeConfig = this.#options.load();
    } catch (error) {
      this.#retry(error);
      return;
    }
    let listed = false;
    let items: readonly T[] = [];
    const watch = new ConfirmedWatch(kubeConfig, {
      onListed: () => {
        // Later lists of the same connection come as single changes.
        if (!listed) {
          listed = true;
          this.#replace(items);
        }
      },
      onConfirmed: () => {
        this.#delayMs = FIRST_DELAY_MS;
        this.#confirmedAt = clock.now();
      },
      // The path says of what kind they are.
      trim: object => trim(object as T),
    });
    const listWatch = new ListWatch<T>(
      path,
      watch,
      async () => {
        const list = await listObjects<T>(kubeConfig, path, trim);
        items = list.items;
        return list;
      },
      false,
    );
    const connection = {
      close() {
        watch.close();
        // Only marks it as stopped and aborts; there is nothing to wait for.
        void listWatch.stop();
      },
    };
    const isCurrent = () => this.#connection === connection;
    this.#connection = connection;
    const put = (object: T) => {
      if (listed && isCurrent()) {
        this.#objects.put(object);
        this.#options.onChange(object);
      }
    };
    listWatch.on('add', put);
    listWatch.on('update', put);
    listWatch.on('delete', object => {
      if (listed && isCurrent()) {
        this.#objects.remove(object);
        this.#options.onChange(object);
      }
    });
    const lose = (error: unknown) => {
      if (isCurrent()) {
        connection.close();
        this.#retry(error);
      }
    };
    listWatch.on('error', lose);
    listWatch.start().catch(lose);
  }

  #replace(objects: readonly T[]): void {
    const before = this.#objects;
    const after = ObjectIndex.create({
      references: this.#options.references,
      objects,
    });
    this.#objects = after;
    this.#listed = true;
    this.#confirmedAt = this.#options.clock.now();
    for (const object of changes(before, after)) {
      this.#options.onChange(object);
    }
    if (this.#downSince) {
      this.#downSince = undefined;
      this.#options.logger.info(`Reached the cluster: ${this.#options.path}`);
    }
    this.#options.onConnection();
  }

  #retry(error: unknown): void {
    if (this.#stopped) {
      return;
    }
    const { clock, logger, path } = this.#options;
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    this.#cancelRetry = clock.schedule(delayMs, () => this.#connect());
    if (!this.#downSince) {
      this.#downSince = clock.now();
      logger.info(
        `The cluster cannot be reached, trying again: ${path}: ${stringifyError(error)}`,
      );
      this.#options.onConnection();
    }
  }
}

function changes<T extends KubernetesObject>(
  before: ObjectIndex<T>,
  after: ObjectIndex<T>,
): T[] {
  const version = (index: ObjectIndex<T>, object: T) =>
    index.get(object.metadata?.namespace ?? '', object.metadata?.name ?? '')
      ?.metadata?.resourceVersion;
  return [
    ...before.all().filter(object => version(after, object) === undefined),
    ...after
      .all()
      .filter(
        object => version(before, object) !== object.metadata?.resourceVersion,
      ),
  ];
}
