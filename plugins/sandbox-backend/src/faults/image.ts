/** The tag of an image; `latest` when it names none. */
export function tagOf(image: string): string {
  const withoutDigest = image.split('@')[0];
  return /:([^/:]+)$/.exec(withoutDigest)?.[1] ?? 'latest';
}

/** Names that people give to a tag which is not there. */
const MISSING = /(?:^|[-._])(?:missing|does-not-exist|not-found|nope|404)$/;

/**
 * Whether the registry has a tag. There is none behind a sandbox, so tags that
 * say so themselves are missing, or all that fit none of the known patterns.
 *
 * @param knownTags - patterns with `*` for anything
 */
export function createTagCheck(
  knownTags: readonly string[] | undefined,
): (tag: string) => boolean {
  if (!knownTags) {
    return tag => !MISSING.test(tag);
  }
  const patterns = knownTags.map(
    pattern =>
      new RegExp(
        `^${pattern
          .split('*')
          .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
          .join('.*')}$`,
      ),
  );
  return tag => patterns.some(pattern => pattern.test(tag));
}
