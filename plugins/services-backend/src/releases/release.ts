import type { ServiceDocument } from '@mctl/plugin-platform-common';

/**
 * What a release consists of. Replicas, resources and whatever else was tuned
 * since are no part of it, so that a rollback leaves them alone.
 */
export type ReleaseSpec = Pick<
  ServiceDocument['spec'],
  'image' | 'command' | 'args' | 'env' | 'probes'
>;

/** The release that a document describes. */
export function releaseOf(document: ServiceDocument): ReleaseSpec {
  const { image, command, args, env, probes } = document.spec;
  return {
    image,
    ...(command && { command }),
    ...(args && { args }),
    ...(env && { env }),
    ...(probes && { probes }),
  };
}

/** A document with another release, and everything else as it is. */
export function withRelease(
  document: ServiceDocument,
  release: ReleaseSpec,
): ServiceDocument {
  const { image, command, args, env, probes, ...kept } = document.spec;
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
