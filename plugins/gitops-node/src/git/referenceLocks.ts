import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isError } from '@backstage/errors';

/** Locks are held for milliseconds; an older one is left from a crash. */
const STALE_LOCK_AGE_MS = 60_000;

/** Locks besides those of the references that move. */
const SHARED_LOCKS = ['HEAD.lock', 'packed-refs.lock'];

/** What an action on a file comes to, or nothing when there is no such file. */
async function unlessMissing<T>(action: Promise<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

async function operationLocks(directory: string): Promise<string[]> {
  const folder = 'refs/mctl/operations';
  const names = await unlessMissing(readdir(join(directory, folder)));
  return (names ?? [])
    .filter(name => name.endsWith('.lock'))
    .map(name => `${folder}/${name}`);
}

/** Removes locks that are too old to be held by anyone. */
export async function removeStaleLocks(
  directory: string,
  branchRef: string,
  now: Date,
): Promise<void> {
  const names = [
    `${branchRef}.lock`,
    ...SHARED_LOCKS,
    ...(await operationLocks(directory)),
  ];
  for (const name of names) {
    const path = join(directory, name);
    const lock = await unlessMissing(stat(path));
    if (lock && now.getTime() - lock.mtimeMs > STALE_LOCK_AGE_MS) {
      await rm(path, { force: true });
    }
  }
}

/**
 * Removes the locks that a killed process of ours held: they hold the commits
 * that it was about to publish, which nobody else knows.
 */
export async function removeLocksOf(
  directory: string,
  references: readonly string[],
  commits: ReadonlySet<string>,
): Promise<void> {
  for (const reference of references) {
    const path = join(directory, `${reference}.lock`);
    const content = await unlessMissing(readFile(path, 'utf8'));
    if (content !== undefined && commits.has(content.trim())) {
      await rm(path, { force: true });
    }
  }
  // Only held for the log of HEAD, and empty then: nothing depends on it.
  const headLock = join(directory, 'HEAD.lock');
  if ((await unlessMissing(readFile(headLock, 'utf8'))) === '') {
    await rm(headLock, { force: true });
  }
}
