import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessMissing } from './unlessMissing';

/** Locks are held for milliseconds; an older one is left from a crash. */
const STALE_LOCK_AGE_MS = 10_000;
/** Packing all references takes longer the more there are. */
const STALE_PACKING_AGE_MS = 300_000;

/** Whoever moves a branch writes into its lock where to, at once. */
const EMPTY_LOCK_AGE_MS = 1_000;

async function operationLocks(directory: string): Promise<string[]> {
  const folder = 'refs/mctl/operations';
  const names = await unlessMissing(readdir(join(directory, folder)));
  return (names ?? [])
    .filter(name => name.endsWith('.lock'))
    .map(name => `${folder}/${name}`);
}

async function contentOf(path: string): Promise<string | undefined> {
  const content = await unlessMissing(readFile(path, 'utf8'));
  return content?.trim();
}

async function ageOf(path: string, now: Date): Promise<number> {
  const lock = await unlessMissing(stat(path));
  return lock ? now.getTime() - lock.mtimeMs : 0;
}

/**
 * Removes locks that are too old to be held by anyone.
 *
 * @returns whether there were any
 */
export async function removeStaleLocks(
  directory: string,
  branchRef: string,
  now: Date,
): Promise<boolean> {
  const branchLock = `${branchRef}.lock`;
  const limits: Array<[name: string, limit: number]> = [
    [branchLock, STALE_LOCK_AGE_MS],
    ['HEAD.lock', STALE_LOCK_AGE_MS],
    ['packed-refs.lock', STALE_PACKING_AGE_MS],
  ];
  for (const name of await operationLocks(directory)) {
    limits.push([name, STALE_LOCK_AGE_MS]);
  }
  if ((await contentOf(join(directory, branchLock))) === '') {
    limits.push([branchLock, EMPTY_LOCK_AGE_MS]);
  }
  const stale: string[] = [];
  for (const [name, limit] of limits) {
    const path = join(directory, name);
    if ((await ageOf(path, now)) > limit) {
      stale.push(path);
    }
  }
  await Promise.all(stale.map(path => rm(path, { force: true })));
  return stale.length > 0;
}

/**
 * Removes the locks that a killed process of ours held. Nobody else knows the
 * commits that it was about to publish, or locks the references of operations.
 */
export async function removeLocksOf(
  directory: string,
  transaction: {
    branchRef: string;
    operationRefs: readonly string[];
    commits: ReadonlySet<string>;
  },
): Promise<void> {
  const { branchRef, operationRefs, commits } = transaction;
  const locks = operationRefs.map(name => join(directory, `${name}.lock`));
  const branchLock = join(directory, `${branchRef}.lock`);
  if (commits.has((await contentOf(branchLock)) ?? '')) {
    locks.push(branchLock);
  }
  // Only held for the log of HEAD, and empty then: nothing depends on it.
  const headLock = join(directory, 'HEAD.lock');
  if ((await contentOf(headLock)) === '') {
    locks.push(headLock);
  }
  await Promise.all(locks.map(path => rm(path, { force: true })));
}
