import type { ServiceDocument } from '@mctl/plugin-platform-common';

/** The fields of a service document that make a release. */
const RELEASE_FIELDS = [
  'image',
  'command',
  'args',
  'env',
  'secrets',
  'files',
  'probes',
  'jobs',
] as const;

const RELEASE_FIELD_NAMES: ReadonlySet<string> = new Set(RELEASE_FIELDS);

/**
 * What a release consists of. Replicas, resources, volumes and whatever else was
 * tuned since are no part of it, so that a rollback leaves them alone.
 */
export type ReleaseSpec = Pick<
  ServiceDocument['spec'],
  (typeof RELEASE_FIELDS)[number]
>;

/** The release that a document describes. */
export function releaseOf({ spec }: ServiceDocument): ReleaseSpec {
  return Object.fromEntries(
    Object.entries(spec).filter(
      ([name, value]) => RELEASE_FIELD_NAMES.has(name) && value !== undefined,
    ),
  ) as ReleaseSpec;
}

/** A document with another release, and everything else as it is. */
export function withRelease(
  document: ServiceDocument,
  release: ReleaseSpec,
): ServiceDocument {
  const kept = Object.fromEntries(
    Object.entries(document.spec).filter(
      ([name]) => !RELEASE_FIELD_NAMES.has(name),
    ),
  ) as Omit<ServiceDocument['spec'], keyof ReleaseSpec>;
  return { ...document, spec: { ...kept, ...release } };
}

/** Whether two releases are the same. */
export function sameRelease(a: ReleaseSpec, b: ReleaseSpec): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)]),
    );
  }
  return value;
}
