/** What an image is called by Docker Hub's rules for short names. */
const DEFAULT_REGISTRY = 'docker.io';
const DEFAULT_OWNER = 'library';
const DEFAULT_TAG = 'latest';

/** The parts of an image's name. */
export interface ImageName {
  /** With the registry, also where it was left out. */
  repository: string;
  tag: string;
  digest?: string;
}

/** Reads an image's name as container runtimes do. */
export function parseImage(image: string): ImageName {
  const [named, digest] = image.split('@');
  const lastSlash = named.lastIndexOf('/');
  const colon = named.indexOf(':', lastSlash + 1);
  const path = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? DEFAULT_TAG : named.slice(colon + 1);
  const [first, ...rest] = path.split('/');
  const hasRegistry =
    rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  let repository = path;
  if (!hasRegistry) {
    repository =
      rest.length > 0
        ? `${DEFAULT_REGISTRY}/${path}`
        : `${DEFAULT_REGISTRY}/${DEFAULT_OWNER}/${path}`;
  }
  return { repository, tag, ...(digest && { digest }) };
}
