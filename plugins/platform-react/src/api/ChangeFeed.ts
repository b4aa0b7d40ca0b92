import { PlatformError } from './PlatformError';

/** A hint that something is worth another look. @public */
export interface ChangeHint {
  kind: 'service' | 'tenant' | 'operation';
  tenant: string | null;
  name: string;
}

/**
 * What listeners are told: the hints that came together, or `everything` when
 * changes may have been missed.
 *
 * @public
 */
export type Changes = readonly ChangeHint[] | 'everything';

/** How news arrives: at once, by asking every few seconds, or not yet. @public */
export type FeedStatus = 'connecting' | 'live' | 'polling';

/** Options of {@link ChangeFeed.create}. */
export interface ChangeFeedOptions {
  /** Holds the stream open; settles when it ends. */
  connect(options: {
    signal: AbortSignal;
    onOpen: () => void;
    onHint: (hint: ChangeHint) => void;
  }): Promise<void>;
  /** Waits; resolves early when the signal aborts. */
  delay: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** While a stream is down, pages look again this often, in milliseconds. */
export const POLL_INTERVAL = 5_000;
/** Hints of one rollout come in bursts; one look serves them all. */
const BURST = 50;

/**
 * The one stream of change hints of a browser tab, shared by all pages.
 *
 * @remarks
 * It is open while somebody listens. While it cannot be opened it tells its
 * listeners to look again every few seconds and keeps trying.
 *
 * @public
 */
export class ChangeFeed {
  readonly #options: ChangeFeedOptions;
  readonly #listeners = new Set<(changes: Changes) => void>();
  readonly #statusListeners = new Set<() => void>();
  #status: FeedStatus = 'connecting';
  #failure: PlatformError | undefined;
  #pending: ChangeHint[] = [];
  #running: AbortController | undefined;

  static create(options: ChangeFeedOptions): ChangeFeed {
    return new ChangeFeed(options);
  }

  private constructor(options: ChangeFeedOptions) {
    this.#options = options;
  }

  /** Listens for changes; returns the function that stops listening. */
  subscribe(listener: (changes: Changes) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#running) {
      this.#running = new AbortController();
      void this.#run(this.#running.signal);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        this.#running?.abort();
        this.#running = undefined;
        this.#pending = [];
        this.#setStatus('connecting');
      }
    };
  }

  /** How news arrives at the moment. */
  readonly getStatus = (): FeedStatus => this.#status;

  /** Why the stream is down; undefined when it merely ended. */
  getFailure(): PlatformError | undefined {
    return this.#failure;
  }

  /** Listens for changes of the status. */
  readonly subscribeToStatus = (listener: () => void): (() => void) => {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  };

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#options.connect({
          signal,
          onOpen: () => this.#opened(),
          onHint: hint => this.#collect(hint, signal),
        });
        this.#failure = undefined;
      } catch (error) {
        this.#failure = PlatformError.from(error);
      }
      if (signal.aborted) {
        return;
      }
      this.#setStatus('polling');
      this.#emit('everything');
      await this.#options.delay(POLL_INTERVAL, signal);
    }
  }

  #opened(): void {
    const isBack = this.#status === 'polling';
    this.#setStatus('live');
    if (isBack) {
      this.#emit('everything');
    }
  }

  #collect(hint: ChangeHint, signal: AbortSignal): void {
    this.#pending.push(hint);
    if (this.#pending.length > 1) {
      return;
    }
    void this.#options.delay(BURST, signal).then(() => {
      const hints = this.#pending;
      this.#pending = [];
      if (!signal.aborted) {
        this.#emit(hints);
      }
    });
  }

  #emit(changes: Changes): void {
    for (const listener of [...this.#listeners]) {
      listener(changes);
    }
  }

  #setStatus(status: FeedStatus): void {
    if (this.#status === status) {
      return;
    }
    this.#status = status;
    for (const listener of [...this.#statusListeners]) {
      listener();
    }
  }
}
