import { randomUUID } from 'node:crypto';

/**
 * A client of `/api/operations/v1`, as a person with curl would use it.
 *
 * @param {{ url: string, token: () => string }} options
 */
export function createRestClient({ url, token }) {
  /**
   * @param {string} method
   * @param {string} path
   * @param {{ body?: unknown, headers?: Record<string, string> }} [options]
   * @returns {Promise<{ status: number, headers: Headers, body: any }>}
   */
  async function request(method, path, { body, headers } = {}) {
    const response = await fetch(`${url}/api/operations/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token()}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: await response.json(),
    };
  }

  return {
    request,

    /**
     * @param {string} name
     * @param {Record<string, unknown>} [input]
     */
    query(name, input = {}) {
      const parameters = new URLSearchParams();
      for (const [key, value] of Object.entries(input)) {
        for (const item of [value].flat()) parameters.append(key, String(item));
      }
      return request('GET', `/queries/${name}?${parameters}`);
    },

    /**
     * @param {string} operation
     * @param {unknown} input
     */
    plan: (operation, input) =>
      request('POST', '/plans', { body: { operation, input } }),

    /**
     * @param {string} operation
     * @param {unknown} input
     * @param {{ key?: string, planHash?: string }} [options]
     */
    start: (operation, input, { key = randomUUID(), planHash } = {}) =>
      request('POST', '/operations', {
        body: { operation, input, ...(planHash && { planHash }) },
        headers: { 'Idempotency-Key': key },
      }),

    /**
     * @param {string} name
     * @param {unknown} input
     * @param {{ key?: string, reason?: string }} [options]
     */
    command: (name, input, { key = randomUUID(), reason } = {}) =>
      request('POST', `/commands/${name}`, {
        body: { input, ...(reason && { reason }) },
        headers: { 'Idempotency-Key': key },
      }),

    /**
     * Follows an operation to its end.
     *
     * @param {string} id
     */
    async finish(id) {
      for (;;) {
        const { status, body } = await request(
          'GET',
          `/operations/${id}?wait=30`,
        );
        if (status !== 200) {
          throw new Error(`${id} cannot be read: ${JSON.stringify(body)}`);
        }
        if (body.finishedAt) return body;
      }
    },
  };
}
