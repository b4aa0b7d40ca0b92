import { toError } from '@backstage/errors';
import {
  type KubeConfig,
  type KubernetesObject,
  Watch,
} from '@kubernetes/client-node';

/** What a watch tells about itself. */
export interface WatchSigns {
  /** The list before the watch is complete. */
  onListed(): void;
  /** The server showed that the watch is alive. */
  onConfirmed(): void;
  /** Makes an object small before anybody keeps it. */
  trim(object: KubernetesObject): KubernetesObject;
}

/**
 * A watch that tells each time the server proves it is alive, and that can be
 * closed for good.
 */
export class ConfirmedWatch extends Watch {
  readonly #signs: WatchSigns;
  #closed = false;

  constructor(kubeConfig: KubeConfig, signs: WatchSigns) {
    super(kubeConfig);
    this.#signs = signs;
  }

  close(): void {
    this.#closed = true;
  }

  override async watch(
    ...[path, query, callback, done]: Parameters<Watch['watch']>
  ): Promise<AbortController> {
    if (this.#closed) {
      return new AbortController();
    }
    this.#signs.onListed();
    let ended = false;
    try {
      const controller = await super.watch(
        path,
        // Bookmarks keep the age of a quiet watch honest.
        { ...query, allowWatchBookmarks: true },
        (phase, object, event) => {
          if (phase !== 'ERROR') {
            this.#signs.onConfirmed();
          }
          const known = ['ADDED', 'MODIFIED', 'DELETED'].includes(phase);
          callback(phase, known ? this.#signs.trim(object) : object, event);
        },
        error => {
          ended = true;
          done(error);
        },
      );
      if (!ended) {
        this.#signs.onConfirmed();
      }
      return controller;
    } catch (error) {
      // Nobody awaits a watch that reconnects, so a rejection would be lost.
      done(toError(error));
      return new AbortController();
    }
  }
}
