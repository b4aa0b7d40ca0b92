import { once } from 'node:events';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';

/** Redirects that are followed before it counts as going in circles. */
const MOST_REDIRECTS = 5;

/**
 * Asks a host of the cluster's ingress, as a browser does that resolves it, and
 * follows redirects.
 *
 * @param {{ port: number, host: string, path?: string }} options
 * @returns {Promise<{ status: number, body: any }>} the body parsed, if JSON
 */
export async function askHost({ port, host, path = '/' }, redirects = 0) {
  // Not by fetch: it names the host of the URL, whatever it is told.
  const [response] = await once(
    get({
      hostname: '127.0.0.1',
      port,
      path,
      agent: false,
      headers: { host: `${host}:${port}`, accept: 'application/json' },
    }),
    'response',
  );
  const body = await text(response);
  const { location } = response.headers;
  if (location && response.statusCode < 400) {
    if (redirects >= MOST_REDIRECTS) {
      throw new Error(`${host} redirects in circles, last to ${location}`);
    }
    const next = new URL(location, `http://${host}:${port}${path}`);
    return askHost(
      { port, host: next.hostname, path: `${next.pathname}${next.search}` },
      redirects + 1,
    );
  }
  return {
    status: response.statusCode,
    body: /json/.test(response.headers['content-type'] ?? '')
      ? JSON.parse(body)
      : body,
  };
}
