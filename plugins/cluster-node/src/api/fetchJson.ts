import { NeighborError } from './NeighborError';

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The JSON that a neighbor such as Prometheus or Loki answers with.
 *
 * @param name - what people call the neighbor
 * @throws NeighborError with a reason that names no address
 */
export async function fetchJson(options: {
  name: string;
  url: URL;
  timeoutMs: number;
  signal?: AbortSignal;
}): Promise<unknown> {
  const { name, url, timeoutMs, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  let text: string;
  let status: number;
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    status = response.status;
    text = await readText(response);
  } catch (error) {
    throw new NeighborError(
      timeout.aborted
        ? `${name} did not answer within ${timeoutMs / 1000} s`
        : `${name} could not be reached`,
      { cause: error },
    );
  }
  if (status !== 200) {
    throw new NeighborError(`${name} answered ${status}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NeighborError(`${name} answered with something that is no JSON`, {
      cause: error,
    });
  }
}

/** The body as text, unless it is larger than any answer should be. */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) {
      throw new RangeError('The answer is too large');
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
