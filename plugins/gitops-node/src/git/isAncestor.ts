import { GitError } from './GitError';
import type { GitProcess } from './GitProcess';
import type { ObjectReader } from './ObjectReader';

/**
 * Whether a commit is another one or comes before it. False when the repository
 * does not have one of them.
 */
export async function isAncestor(
  repository: { git: GitProcess; objects: ObjectReader },
  ancestor: string,
  descendant: string,
): Promise<boolean> {
  const { git, objects } = repository;
  const found = await Promise.all([
    objects.look(ancestor),
    objects.look(descendant),
  ]);
  if (found.some(object => object?.type !== 'commit')) {
    return false;
  }
  if (ancestor === descendant) {
    return true;
  }
  try {
    await git.run(['merge-base', '--is-ancestor', ancestor, descendant]);
    return true;
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) {
      return false;
    }
    throw error;
  }
}
