import { isError } from '@backstage/errors';

/** What an action on a file comes to, or nothing when there is no such file. */
export async function unlessMissing<T>(
  action: Promise<T>,
): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if (isError(error) && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
