import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a whole file, so that readers see either the old or the new one.
 *
 * @param content - whole, or in pieces, with others at work in between
 */
export async function writeFileAtomically(
  file: string,
  content: string | Iterable<string>,
  mode: number,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, content, { mode });
  await rename(temporary, file);
}
