import { parseImage } from './parseImage';
import { containersOf, podOf } from './podsOf';
import type { PolicyRule } from './PolicyRule';

/** Images are named by what stays the same. */
export const floatingTags: PolicyRule<'floatingTags'> = (
  { object },
  { tags },
) =>
  containersOf(podOf(object)).flatMap(({ image = '' }) => {
    const { repository, tag, digest } = parseImage(image);
    return digest === undefined && tags.includes(tag)
      ? [
          {
            key: `${repository}:${tag}`,
            message: `the tag "${tag}" of ${repository} moves, so that nobody can tell what runs`,
            remedy: 'Use the tag of a version, or name the digest.',
          },
        ]
      : [];
  });
