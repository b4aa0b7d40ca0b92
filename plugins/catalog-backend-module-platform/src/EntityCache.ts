import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';

/** An entity with what it is compared by. */
export interface KnownEntity {
  entity: Entity;
  ref: string;
  /** The entity as JSON. */
  text: string;
}

/**
 * Entities by what they were made from. A snapshot keeps the documents that a
 * commit did not touch, so that a commit costs what it changed and not what
 * there is.
 */
export class EntityCache<Source extends object> {
  readonly #describe: (source: Source) => Entity;
  readonly #known = new WeakMap<Source, KnownEntity>();

  static create<Source extends object>(describe: (source: Source) => Entity) {
    return new EntityCache(describe);
  }

  private constructor(describe: (source: Source) => Entity) {
    this.#describe = describe;
  }

  get(source: Source): KnownEntity {
    const known =
      this.#known.get(source) ?? knownEntity(this.#describe(source));
    this.#known.set(source, known);
    return known;
  }
}

/** An entity, ready to be compared. */
export function knownEntity(entity: Entity): KnownEntity {
  return {
    entity,
    ref: stringifyEntityRef(entity),
    text: JSON.stringify(entity),
  };
}
