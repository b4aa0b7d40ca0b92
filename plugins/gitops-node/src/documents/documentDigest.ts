import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ServiceDocument } from '@mctl/plugin-platform-common';

/**
 * Annotation of a rendered workload that names the document it was rendered
 * from, so that whoever sees the object knows which document it stands for.
 *
 * @public
 */
export const DOCUMENT_DIGEST_ANNOTATION = 'mctl.ai/document-digest';

const DIGEST_LENGTH = 16;

/**
 * A short digest of what a document says. Comments, the order of keys and the
 * renderer's version do not count.
 *
 * @public
 */
export function documentDigest(document: ServiceDocument): string {
  const { metadata, spec } = document;
  return createHash('sha256')
    .update(String(canonicalize({ metadata, spec })))
    .digest('hex')
    .slice(0, DIGEST_LENGTH);
}
