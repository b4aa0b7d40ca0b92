import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileWrite } from '../types';
import type { CommitWriter } from './CommitWriter';
import { GitError } from './GitError';
import type { GitProcess } from './GitProcess';
import { DamagedRepositoryError } from './DamagedRepositoryError';
import {
  removeBrokenOperationRefs,
  repairOperationRefs,
} from './operationRefs';
import { removeStaleLocks } from './referenceLocks';
import { removeLeftovers } from './removeLeftovers';
import { unlessMissing } from './unlessMissing';

/** Settings of a repository that the platform creates. */
const REPOSITORY_SETTINGS = {
  // People may push, but neither rewrite the history nor touch our references.
  'receive.denyNonFastForwards': 'true',
  'receive.denyDeletes': 'true',
  'receive.fsckObjects': 'true',
  'receive.hideRefs': 'refs/mctl',
  'core.logAllRefUpdates': 'always',
};

async function exists(path: string): Promise<boolean> {
  return (await unlessMissing(stat(path))) !== undefined;
}

async function createRepository(
  git: GitProcess,
  directory: string,
  branch: string,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await git.run([
    'init',
    '--bare',
    '--quiet',
    '--object-format=sha1',
    `--initial-branch=${branch}`,
    directory,
  ]);
  for (const [key, value] of Object.entries(REPOSITORY_SETTINGS)) {
    await git.run(['config', key, value]);
  }
}

async function checkConnectivity(
  git: GitProcess,
  directory: string,
): Promise<void> {
  try {
    await git.run([
      'fsck',
      '--connectivity-only',
      '--no-dangling',
      '--no-progress',
    ]);
  } catch (error) {
    if (error instanceof GitError) {
      throw new DamagedRepositoryError(directory, error);
    }
    throw error;
  }
}

/** Every plain file below a folder, with its path relative to the folder. */
async function readFolder(folder: string, prefix = ''): Promise<FileWrite[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const files: FileWrite[] = [];
  for (const entry of entries) {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      files.push(...(await readFolder(folder, `${path}/`)));
    } else if (entry.isFile()) {
      files.push({ path, content: await readFile(join(folder, path), 'utf8') });
    }
  }
  return files;
}

/**
 * Makes sure that a bare repository is there, is sound, and has the branch.
 *
 * @param options.seedFrom - folder whose files an empty repository starts with
 * @throws DamagedRepositoryError when objects are missing or broken
 */
export async function openBareRepository(options: {
  git: GitProcess;
  writer: CommitWriter;
  directory: string;
  branch: string;
  seedFrom?: string;
  now: Date;
}): Promise<void> {
  const { git, writer, directory, branch, seedFrom, now } = options;
  const branchRef = `refs/heads/${branch}`;
  if (await exists(join(directory, 'HEAD'))) {
    await removeStaleLocks(directory, branchRef, now);
    await removeLeftovers(git, now);
    await removeBrokenOperationRefs(directory);
    await checkConnectivity(git, directory);
  } else {
    await createRepository(git, directory, branch);
  }
  const references = await git.run(['for-each-ref', '--count=1', branchRef]);
  if (references) {
    await repairOperationRefs(git, branchRef);
  } else if (seedFrom !== undefined) {
    // When another process was faster, its seed is as good as ours.
    await writer.write({
      parent: undefined,
      branchRef,
      commits: [
        {
          message: 'chore: seed the repository\n',
          changes: await readFolder(seedFrom),
        },
      ],
    });
  }
}
