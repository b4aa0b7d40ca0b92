import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitProcess } from './GitProcess';
import { STAGING_PREFIX } from './ImportSession';

/** Files that are being written change every few seconds. */
const STALE_AGE_MS = 60_000;
/** What fast-import writes into the files that keep its packs. */
const KEPT_BY_FAST_IMPORT = 'fast-import';

/**
 * Removes what a `git fast-import` leaves behind that was killed: packs that
 * nothing may ever compact, packs half-written, reports and its reference.
 *
 * @remarks
 * Another process may be writing at this moment. It does not depend on the marks
 * of its packs or on its reference, and writes a pack again whose file is gone.
 */
export async function removeLeftovers(
  git: GitProcess,
  now: Date,
): Promise<void> {
  const packs = join(git.directory, 'objects/pack');
  const isStale = async (path: string) =>
    now.getTime() - (await stat(path)).mtimeMs > STALE_AGE_MS;

  for (const name of await readdir(packs)) {
    const path = join(packs, name);
    if (name.endsWith('.keep')) {
      const reason = await readFile(path, 'utf8');
      if (reason.trim() === KEPT_BY_FAST_IMPORT) {
        await rm(path, { force: true });
      }
    } else if (/^tmp_(?:pack|idx)_/.test(name) && (await isStale(path))) {
      await rm(path, { force: true });
    }
  }
  for (const name of await readdir(git.directory)) {
    if (/^fast_import_crash_\d+$/.test(name)) {
      await rm(join(git.directory, name), { force: true });
    }
  }
  const staging = await git.run([
    'for-each-ref',
    '--format=delete %(refname)',
    STAGING_PREFIX,
  ]);
  if (staging) {
    await git.run(['update-ref', '--stdin'], staging);
  }
}
