import type { KubeObject } from '../store/objects';
import type { Manifest } from './loadManifests';

/**
 * Which objects are what their manifests say, so that an object that only
 * reports its status is not compared again.
 *
 * @remarks
 * Neither objects nor manifests change in place, and versions of an object
 * share the parts that they have in common: identity tells.
 */
export class AppliedManifests {
  readonly #known = new WeakMap<
    Manifest,
    { application: string; object: KubeObject }
  >();

  /** Remembers that applying a manifest would change nothing. */
  remember(application: string, manifest: Manifest, object: KubeObject): void {
    this.#known.set(manifest, { application, object });
  }

  /** Whether nothing but its status has changed about the object since. */
  has(application: string, manifest: Manifest, object: KubeObject): boolean {
    const known = this.#known.get(manifest);
    return (
      known !== undefined &&
      known.application === application &&
      isSame(known.object, object, ['metadata', 'status']) &&
      isSame(known.object.metadata, object.metadata, ['resourceVersion'])
    );
  }
}

/** Whether two objects have the same fields but for some. */
function isSame(
  one: object,
  other: object,
  except: readonly string[],
): boolean {
  const fields = (value: object) =>
    Object.entries(value).filter(([name]) => !except.includes(name));
  const known = new Map(fields(one));
  const present = fields(other);
  return (
    known.size === present.length &&
    present.every(
      ([name, value]) => known.has(name) && known.get(name) === value,
    )
  );
}
