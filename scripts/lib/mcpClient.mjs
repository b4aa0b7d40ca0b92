import {
  Client,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';

/** Milliseconds; longer than the platform lets an operation take. */
const CALL_TIMEOUT = 11 * 60 * 1000;
const ERROR_META = 'mctl.ai/error';

/** What the platform refused, with its stable code. */
export class ToolError extends Error {
  /** @param {string} message @param {Record<string, any>} body */
  constructor(message, body) {
    super(message);
    this.name = 'ToolError';
    this.code = body.code;
    this.body = body;
  }
}

/**
 * Connects a real MCP client of the protocol of 2026-07-28.
 *
 * @param {{ url: string, token: string, name?: string }} options
 */
export async function connectMcp({ url, token, name = 'mctl scripts' }) {
  const client = new Client(
    { name, version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { Authorization: `Bearer ${token}` } },
    }),
  );
  return {
    listTools: async () => (await client.listTools()).tools,

    /**
     * Calls the tool of a capability and returns its structured content.
     *
     * @param {string} capability
     * @param {Record<string, unknown>} [args]
     * @param {{ onProgress?: (message: string) => void }} [options]
     * @returns {Promise<Record<string, any>>}
     */
    async call(capability, args = {}, { onProgress } = {}) {
      const result = await client.callTool(
        { name: `mctl_${capability.replaceAll('-', '_')}`, arguments: args },
        {
          timeout: CALL_TIMEOUT,
          onprogress: onProgress && (({ message }) => onProgress(message)),
        },
      );
      if (result.isError) {
        const [{ text }] = result.content;
        throw new ToolError(text, result._meta?.[ERROR_META] ?? {});
      }
      return result.structuredContent;
    },

    close: () => client.close(),
  };
}
