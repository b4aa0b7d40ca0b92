import {
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { OPERATION_STEPS, type Operation } from '@mctl/plugin-platform-common';
import type { Caller } from '@mctl/plugin-platform-node';
import packageInfo from '../package.json';
import { INSTRUCTIONS } from './instructions';
import type { ToolCaller } from './tools/ToolCaller';
import type { ToolCatalog } from './tools/ToolCatalog';

/** Milliseconds for which a client may keep the list of tools. */
const LIST_LIFETIME = 5 * 60 * 1000;
const CLIENT_LABEL = /^[\x20-\x7e]{1,60}$/;

/** The server that answers one request. */
export function createServer(options: {
  catalog: ToolCatalog;
  tools: ToolCaller;
  caller: Caller;
  readOnly: boolean;
}): Server {
  const { catalog, tools, caller, readOnly } = options;
  const server = new Server(
    { name: 'mctl', title: 'MCTL', version: packageInfo.version },
    {
      capabilities: { tools: {} },
      instructions: INSTRUCTIONS,
      cacheHints: {
        'tools/list': { ttlMs: LIST_LIFETIME, cacheScope: 'private' },
      },
    },
  );

  server.setRequestHandler('tools/list', () => ({
    tools: catalog.list({ readOnly }),
  }));

  server.setRequestHandler('tools/call', async (request, context) => {
    const { name, arguments: args = {} } = request.params;
    const entry = catalog.find(name, { readOnly });
    if (!entry) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `Tool ${name} not found`,
      );
    }
    return tools.call({
      entry,
      arguments: args,
      caller: { ...caller, client: caller.client ?? clientName(server) },
      signal: context.mcpReq.signal,
      report: progressReporter(context),
    });
  });

  return server;
}

/** How the client calls itself; clients of 2025 say so only when they connect. */
function clientName(server: Server): string | null {
  const client = server.getClientVersion();
  const name = client?.title ?? client?.name;
  return name && CLIENT_LABEL.test(name) ? name : null;
}

function progressReporter(
  context: ServerContext,
): ((operation: Operation) => Promise<void>) | undefined {
  const progressToken = context.mcpReq._meta?.progressToken;
  if (progressToken === undefined) {
    return undefined;
  }
  let progress = 0;
  return operation => {
    progress += 1;
    return context.mcpReq.notify({
      method: 'notifications/progress',
      params: { progressToken, progress, message: progressMessage(operation) },
    });
  };
}

function progressMessage(operation: Operation): string {
  const step = operation.steps.find(({ state }) => state === 'running');
  if (!step) {
    return operation.state;
  }
  const position = OPERATION_STEPS.indexOf(step.name) + 1;
  const detail = step.message ? `: ${step.message}` : '';
  return `${step.name} (${position} of ${OPERATION_STEPS.length})${detail}`;
}
