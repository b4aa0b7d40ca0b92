import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Hash of an input, the same in whatever order its keys come. */
export function hashRequest(input: Record<string, unknown>): string {
  return createHash('sha256')
    .update(String(canonicalize(input)))
    .digest('hex');
}
