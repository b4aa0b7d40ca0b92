import type {
  KubeConfig,
  KubernetesListObject,
  KubernetesObject,
} from '@kubernetes/client-node';
import { getJson } from '../api/getJson';
import { KubernetesApiError } from '../api/KubernetesApiError';
import type { Trim } from './trimObjects';

const LIST_TIMEOUT_MS = 30_000;
/** Objects of one answer: a large list must not be in memory twice. */
const PAGE_SIZE = 500;
const GONE = 410;
/** How often a list may outlive its own version. */
const ATTEMPTS = 3;

/**
 * Lists the objects at a path of the Kubernetes API, page by page.
 *
 * @remarks
 * The generated clients turn timestamps into dates while the watch hands out
 * the JSON as it is; listing the JSON too keeps one form of every object.
 *
 * @throws ServiceUnavailableError when the answer is anything but a list
 */
export async function listObjects<T extends KubernetesObject>(
  kubeConfig: KubeConfig,
  path: string,
  trim: Trim<T>,
): Promise<KubernetesListObject<T>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listPages(kubeConfig, path, trim);
    } catch (error) {
      // The version of the first page is forgotten by now: begin again.
      const expired =
        error instanceof KubernetesApiError && error.status === GONE;
      if (!expired || attempt === ATTEMPTS) {
        throw error;
      }
    }
  }
}

async function listPages<T extends KubernetesObject>(
  kubeConfig: KubeConfig,
  path: string,
  trim: Trim<T>,
): Promise<KubernetesListObject<T>> {
  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
    if (next) {
      query.set('continue', next);
    }
    const page = await getJson<KubernetesListObject<T>>(kubeConfig, {
      path: `${path}?${query}`,
      timeoutMs: LIST_TIMEOUT_MS,
    });
    for (const item of page.items) {
      items.push(trim(item));
    }
    next = continueOf(page.metadata);
    if (!next) {
      return { ...page, items };
    }
  }
}

/** The client's types rename the field; its JSON says `continue`. */
function continueOf(metadata: object | undefined): string | undefined {
  return metadata && 'continue' in metadata
    ? String(metadata.continue || '') || undefined
    : undefined;
}
