import type { FaultEntry } from '../FaultOutcome';
import type { FaultKind } from '../kinds';

/** Tagged, as containerd names an image. */
export function fullReference(image: string): string {
  return /[:@][^/]+$/.test(image) ? image : `${image}:latest`;
}

/** What containerd says of a tag that the registry does not have. */
export function notFound(image: string): string {
  const reference = fullReference(image);
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${reference}": failed to resolve reference "${reference}": ${reference}: not found`;
}

/**
 * What containerd says when the registry's token server refuses: the words of
 * `fetchToken` in containerd's remotes/docker/auth, with a status of 401.
 */
function unauthorized(image: string): string {
  const reference = fullReference(image);
  const name = image.split(/[:@][^/]*$/)[0];
  const [registry, ...path] = name.split('/');
  // The first part is a registry only when it could be a host.
  const hasRegistry = path.length > 0 && /[.:]|^localhost$/.test(registry);
  const host = hasRegistry ? registry : 'registry-1.docker.io';
  const repository = hasRegistry ? path.join('/') : name;
  const scope = encodeURIComponent(`repository:${repository}:pull`);
  return `rpc error: code = Unknown desc = failed to pull and unpack image "${reference}": failed to resolve reference "${reference}": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://${host}/token?scope=${scope}&service=${host}: 401 Unauthorized`;
}

/** Faults of images. */
export const IMAGE_FAULTS = {
  'image-missing': {
    reaches: 'all',
    outcome: () => ({ pullError: notFound }),
  },
  'image-auth': {
    reaches: 'all',
    outcome: () => ({ pullError: unauthorized }),
  },
  // The kernel refuses the program; runc ends with 255 and its last words.
  'image-arch': {
    reaches: 'all',
    outcome: ({ container }) => ({
      end: { afterMs: 50, exitCode: 255, reason: 'Error' },
      output: [
        `exec ${container.command?.[0] ?? '/usr/local/bin/docker-entrypoint.sh'}: exec format error`,
      ],
    }),
  },
} satisfies Partial<Record<FaultKind, FaultEntry>>;
