import { toPlatformError, type PlatformError } from '../errors';

/** The error that a request was refused with; throws when it was not. */
export async function refusalOf(
  request: Promise<unknown>,
): Promise<PlatformError> {
  try {
    await request;
  } catch (error) {
    return toPlatformError(error);
  }
  throw new Error('It was not refused');
}
