import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ServiceDocument } from '@mctl/plugin-platform-common';

/*
 * Names of services and volumes hold no double hyphen, so that what is joined
 * by one is unambiguous: the volume `b-c` of `a` is not the volume `c` of `a-b`.
 */

const HASH_LENGTH = 10;

function contentHash(content: unknown): string {
  return createHash('sha256')
    .update(String(canonicalize(content)))
    .digest('hex')
    .slice(0, HASH_LENGTH);
}

/** The namespace of a tenant's previews. @public */
export function previewNamespace(tenant: string): string {
  return `${tenant}--preview`;
}

/** The claim of a service's volume. @public */
export function claimName(service: string, volume: string): string {
  return `${service}--${volume}`;
}

/** The job that runs before a release of a service is rolled out. @public */
export function beforeDeployName(service: string): string {
  return `${service}--before-deploy`;
}

/**
 * The ConfigMap with a service's files. The name holds the content's hash: new
 * content is a new pod template, and pods of the release before keep theirs.
 */
export function filesName(document: ServiceDocument): string {
  return `${document.metadata.name}--files-${contentHash(document.spec.files)}`;
}

/**
 * The secret with the pinned values of a service. The name holds the hash of
 * names and versions, so that a pod never starts with a value of before.
 */
export function secretsName(document: ServiceDocument): string {
  return `${document.metadata.name}--secrets-${contentHash(document.spec.secrets)}`;
}

/**
 * The name of an object of the same content that exists while the release is
 * prepared, before anything of it is applied.
 */
export function preparedName(name: string): string {
  return `${name}--prepared`;
}
