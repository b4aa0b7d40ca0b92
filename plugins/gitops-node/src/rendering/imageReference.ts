import type { ServiceDocument } from '@mctl/plugin-platform-common';

/**
 * The image of a service as Kubernetes is given it. With a digest the content
 * is pinned and the tag only names it.
 *
 * @public
 */
export function imageReference(
  image: Pick<
    ServiceDocument['spec']['image'],
    'repository' | 'tag' | 'digest'
  >,
): string {
  const { repository, tag, digest } = image;
  return digest ? `${repository}:${tag}@${digest}` : `${repository}:${tag}`;
}
