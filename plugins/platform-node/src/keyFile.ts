import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConflictError, isError } from '@backstage/errors';

const KEY_LENGTH = 32;

/**
 * A key in the state folder that only its owner can read, made when there is
 * none. Whoever opens it at the same moment gets the same one.
 *
 * @throws ConflictError when the file holds anything but a key
 */
export async function openKeyFile(
  stateDirectory: string,
  name: string,
): Promise<Uint8Array> {
  await mkdir(stateDirectory, { recursive: true });
  const path = join(stateDirectory, name);
  // A link appears with all of the key or not at all, whoever else opens it.
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, randomBytes(KEY_LENGTH), { flag: 'wx', mode: 0o600 });
  try {
    await link(draft, path);
  } catch (error) {
    if (!isError(error) || error.code !== 'EEXIST') {
      throw error;
    }
  } finally {
    await rm(draft);
  }
  const key = await readFile(path);
  if (key.length !== KEY_LENGTH) {
    // Anyone could sign with a key that was cut off to nothing.
    throw new ConflictError(
      `${name} does not hold ${KEY_LENGTH} bytes; remove it to get a new key`,
    );
  }
  return key;
}
