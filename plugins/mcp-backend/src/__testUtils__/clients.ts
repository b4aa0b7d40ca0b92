import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  CallToolResultSchema,
  type CallToolResult,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';

/** What tests do with a client, whichever SDK it comes from. */
export interface TestClient {
  listTools(): Promise<{ tools: Tool[] }>;
  callTool(
    params: { name: string; arguments: Record<string, unknown> },
    options?: {
      signal?: AbortSignal;
      onprogress?(progress: { message?: string }): void;
    },
  ): Promise<CallToolResult>;
  getServerVersion(): { name: string; title?: string } | undefined;
  getInstructions(): string | undefined;
  close(): Promise<void>;
}

const requestInit = {
  headers: { Authorization: mockCredentials.user.header() },
};

/** A client of the protocol of 2026-07-28. */
export async function connectModern(url: string): Promise<TestClient> {
  const client = new ModernClient(
    { name: 'modern-test', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  await client.connect(new ModernTransport(new URL(url), { requestInit }));
  return {
    listTools: async () => ({
      tools: (await client.listTools()).tools as Tool[],
    }),
    callTool: async (params, options) =>
      CallToolResultSchema.parse(await client.callTool(params, options)),
    getServerVersion: () => client.getServerVersion(),
    getInstructions: () => client.getInstructions(),
    close: () => client.close(),
  };
}

/** A client of the protocol of 2025, from the SDK of that time. */
export async function connectLegacy(url: string): Promise<TestClient> {
  const client = new LegacyClient({ name: 'legacy-test', version: '1.0.0' });
  await client.connect(new LegacyTransport(new URL(url), { requestInit }));
  return {
    listTools: () => client.listTools(),
    callTool: async (params, options) =>
      CallToolResultSchema.parse(
        await client.callTool(params, undefined, options),
      ),
    getServerVersion: () => client.getServerVersion(),
    getInstructions: () => client.getInstructions(),
    close: () => client.close(),
  };
}
