const BASE = '/api/platform/.backstage/actions';

/** What the platform refused, with its stable code. */
export class ActionError extends Error {
  /** @param {Record<string, any>} body */
  constructor(body) {
    super(body.message);
    this.name = 'ActionError';
    this.code = body.code;
    this.body = body;
  }
}

/**
 * A client of Backstage's actions, as `backstage-cli actions` is one.
 *
 * @param {{ url: string, token: () => string }} options
 */
export function createActionsClient({ url, token }) {
  /**
   * @param {string} path
   * @param {RequestInit} [init]
   * @returns {Promise<any>}
   */
  async function request(path, init) {
    const response = await fetch(`${url}${BASE}${path}`, {
      ...init,
      headers: {
        Authorization: `Bearer ${token()}`,
        'Content-Type': 'application/json',
      },
    });
    const body = await response.json();
    if (!response.ok) {
      throw new ActionError({ ...body.error, status: response.status });
    }
    return body;
  }

  return {
    /** @returns {Promise<any[]>} */
    list: async () => (await request('/v1/actions')).actions,

    /**
     * Invokes the action of a capability and returns its output.
     *
     * @param {string} capability
     * @param {Record<string, unknown>} [input]
     * @returns {Promise<Record<string, any>>}
     */
    async call(capability, input = {}) {
      const path = `/v2/actions/platform:${capability}/invoke`;
      const body = JSON.stringify({ input });
      return (await request(path, { method: 'POST', body })).output;
    },
  };
}
