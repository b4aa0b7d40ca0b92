import { parseImage } from './parseImage';
import { containersOf, podOf } from './podsOf';
import type { PolicyRule } from './PolicyRule';

/** A prefix ends where a part of the name ends: `ghcr.io/a` is not `ghcr.io/ab`. */
function isBelow(repository: string, prefix: string): boolean {
  return (
    repository === prefix ||
    repository.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)
  );
}

/** Images come from the registries that the platform names. */
export const allowedRegistries: PolicyRule<'allowedRegistries'> = (
  { object },
  { registries },
) =>
  containersOf(podOf(object)).flatMap(({ image = '' }) => {
    const { repository } = parseImage(image);
    const isAllowed = registries.some(prefix => isBelow(repository, prefix));
    return isAllowed
      ? []
      : [
          {
            key: repository,
            message: `the image ${image} comes from a registry that is not allowed`,
            remedy:
              registries.length > 0
                ? `Use an image from ${registries.join(', ')}.`
                : 'No registry is allowed; ask a platform admin to name one.',
          },
        ];
  });
