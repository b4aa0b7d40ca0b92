import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitProcess } from './GitProcess';
import { STAGING_PREFIX } from './ImportSession';
import { unlessMissing } from './unlessMissing';

/** Files that are being written change every few seconds. */
const STALE_AGE_MS = 60_000;
/** What fast-import writes into the files that keep its packs. */
const KEPT_BY_FAST_IMPORT = 'fast-import';

/** Names of the files that mark packs as kept by a fast-import. */
async function keptByFastImport(packs: string): Promise<string[]> {
  const kept: string[] = [];
  for (const name of await readdir(packs)) {
    if (name.endsWith('.keep')) {
      const reason = await unlessMissing(readFile(join(packs, name), 'utf8'));
      if (reason?.trim() === KEPT_BY_FAST_IMPORT) {
        kept.push(name);
      }
    }
  }
  return kept;
}

/**
 * Removes the marks of packs that a fast-import did not get to finish: it would
 * give the same pack the same name again, and stumble over the mark.
 */
export async function removeOrphanedMarks(git: GitProcess): Promise<void> {
  const packs = join(git.directory, 'objects/pack');
  const names = new Set(await readdir(packs));
  for (const name of await keptByFastImport(packs)) {
    if (!names.has(name.replace(/\.keep$/, '.idx'))) {
      await rm(join(packs, name), { force: true });
    }
  }
}

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
  for (const name of await keptByFastImport(packs)) {
    await rm(join(packs, name), { force: true });
  }
  for (const name of await readdir(packs)) {
    const file = /^tmp_(?:pack|idx)_/.test(name)
      ? await unlessMissing(stat(join(packs, name)))
      : undefined;
    if (file && now.getTime() - file.mtimeMs > STALE_AGE_MS) {
      await rm(join(packs, name), { force: true });
    }
  }
  for (const name of await readdir(git.directory)) {
    if (/^fast_import_crash_\d+$/.test(name)) {
      await rm(join(git.directory, name), { force: true });
    }
  }
  await removeStaging(git);
}

/** Nobody reads these references; after a crash they may be locked or empty. */
async function removeStaging(git: GitProcess): Promise<void> {
  await rm(join(git.directory, STAGING_PREFIX), {
    recursive: true,
    force: true,
  });
  // Those that have been packed with the others.
  const references = await git.run([
    'for-each-ref',
    '--format=delete %(refname)',
    STAGING_PREFIX,
  ]);
  if (references) {
    await git.run(['update-ref', '--stdin'], references);
  }
}
