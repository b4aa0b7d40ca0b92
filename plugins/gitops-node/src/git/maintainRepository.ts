import type { GitProcess } from './GitProcess';

/**
 * Compacts what many small commits leave behind. Readers and the writer go on
 * meanwhile; what they need is never taken away.
 */
export async function maintainRepository(git: GitProcess): Promise<void> {
  await git.run(['repack', '-d', '--geometric=2', '--quiet']);
  await git.run(['pack-refs', '--all']);
}
