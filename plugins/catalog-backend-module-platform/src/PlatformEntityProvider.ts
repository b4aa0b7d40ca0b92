import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { GitOpsRepository } from '@mctl/plugin-gitops-node';
import { isKnown } from '@mctl/plugin-platform-common';
import { PlatformEntities, type EntitySources } from './PlatformEntities';
import type { KnownEntity } from './EntityCache';

const LOCATION_KEY = 'mctl-platform';

/** Options of {@link PlatformEntityProvider}. */
export interface PlatformEntityProviderOptions extends EntitySources {
  repository: Pick<GitOpsRepository, 'current' | 'subscribe'>;
  logger: LoggerService;
}

/**
 * Tells the catalog what the GitOps repository says: all of it once, then only
 * what changed. While the repository cannot be read, the catalog keeps what it
 * has.
 */
export class PlatformEntityProvider implements EntityProvider {
  readonly #options: PlatformEntityProviderOptions;
  #connection: EntityProviderConnection | undefined;
  #unsubscribe: (() => void) | undefined;
  readonly #entities: PlatformEntities;
  /** What the catalog was told last, by entity reference. */
  #told: ReadonlyMap<string, KnownEntity> | undefined;
  #running: Promise<void> | undefined;
  #again = false;

  static create(options: PlatformEntityProviderOptions) {
    return new PlatformEntityProvider(options);
  }

  private constructor(options: PlatformEntityProviderOptions) {
    this.#options = options;
    this.#entities = PlatformEntities.create(options);
  }

  getProviderName(): string {
    return LOCATION_KEY;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    this.#unsubscribe = this.#options.repository.subscribe(() => {
      // Never rejects: failures are logged, and the next round repeats them.
      this.reconcile();
    });
    await this.reconcile();
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#connection = undefined;
  }

  /** Brings the catalog up to date; calls that overlap share the work. */
  reconcile(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #work(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#tell();
      } catch (error) {
        // What the catalog knows is uncertain now, so it is told everything.
        this.#told = undefined;
        this.#options.logger.error(
          'The catalog could not take the entities of the platform',
          toError(error),
        );
      }
    }
  }

  async #tell(): Promise<void> {
    const current = this.#options.repository.current();
    const snapshot = isKnown(current) ? current.value : current.last?.value;
    if (!this.#connection || !snapshot) {
      return;
    }
    const next = this.#entities.of(snapshot);
    const told = this.#told;
    if (!told) {
      await this.#connection.applyMutation({
        type: 'full',
        entities: [...next.values()].map(defer),
      });
    } else {
      const added = [...next.values()].filter(
        ({ ref, text }) => told.get(ref)?.text !== text,
      );
      const removed = [...told.keys()].filter(ref => !next.has(ref));
      if (added.length + removed.length > 0) {
        await this.#connection.applyMutation({
          type: 'delta',
          added: added.map(defer),
          removed: removed.map(entityRef => ({
            entityRef,
            locationKey: LOCATION_KEY,
          })),
        });
      }
    }
    this.#told = next;
  }
}

function defer({ entity }: KnownEntity) {
  return { entity, locationKey: LOCATION_KEY };
}
