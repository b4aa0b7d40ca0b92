import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Request, Response } from 'express';
import {
  hostHeaderValidation,
  originValidation,
  toNodeHandler,
} from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl,
  localhostAllowedHostnames,
  type AuthInfo,
  type McpHttpHandler,
} from '@modelcontextprotocol/server';
import type { CapabilityDescription } from '@mctl/plugin-platform-common';
import {
  SCOPES,
  toErrorBody,
  toPlatformError,
  type Caller,
  type CallerService,
  type CapabilityRunner,
} from '@mctl/plugin-platform-node';
import { createServer } from './createServer';
import { ToolCaller } from './tools/ToolCaller';
import { ToolCatalog } from './tools/ToolCatalog';

const MAX_BODY = 1024 * 1024;
const SERVER_ERROR = -32000;

/** What the endpoint is made of. */
export interface McpEndpointOptions {
  runner: CapabilityRunner;
  callers: Pick<CallerService, 'fromRequest'>;
  logger: LoggerService;
  /** Public address of the endpoint. */
  url: string;
  /** Public addresses of the platform; requests to and from others are refused. */
  publicUrls: readonly string[];
}

/**
 * The MCP endpoint: who may talk to it, and which server answers them.
 *
 * @remarks
 * Stateless: each request gets a server of its own, for the protocol of
 * 2026-07-28 and for the revisions of 2025 alike.
 */
export class McpEndpoint {
  readonly #options: McpEndpointOptions;
  readonly #handler: McpHttpHandler;
  readonly #serve: ReturnType<typeof toNodeHandler>;
  readonly #isHostAllowed: ReturnType<typeof hostHeaderValidation>;
  readonly #isOriginAllowed: ReturnType<typeof originValidation>;
  /** The SDK carries `AuthInfo` only; this finds the caller behind it. */
  readonly #callers = new WeakMap<AuthInfo, Caller>();
  #described?: readonly CapabilityDescription[];
  #catalog = ToolCatalog.create([]);

  static create(options: McpEndpointOptions) {
    return new McpEndpoint(options);
  }

  private constructor(options: McpEndpointOptions) {
    this.#options = options;
    const { logger, runner } = options;
    const hosts = allowedHosts(options.publicUrls);
    this.#isHostAllowed = hostHeaderValidation(hosts);
    this.#isOriginAllowed = originValidation(hosts);
    const tools = ToolCaller.create({ runner, logger });
    const onerror = (error: Error) =>
      logger.debug('An MCP request was refused', error);
    this.#handler = createMcpHandler(
      ({ authInfo, requestInfo }) =>
        createServer({
          catalog: this.#currentCatalog(),
          tools,
          caller: this.#callerOf(authInfo),
          readOnly: isReadOnly(requestInfo),
        }),
      { maxRequestBodySize: MAX_BODY, onerror },
    );
    this.#serve = toNodeHandler(this.#handler, {
      maxRequestBodySize: MAX_BODY,
      onerror,
    });
  }

  /** Answers one request. */
  async handle(request: Request, response: Response): Promise<void> {
    if (
      !this.#isHostAllowed(request, response) ||
      !this.#isOriginAllowed(request, response)
    ) {
      return;
    }
    const auth: AuthInfo = { token: '', clientId: '', scopes: [] };
    try {
      const caller = await this.#options.callers.fromRequest(request, {
        via: 'mcp',
        localGrants: true,
      });
      this.#callers.set(auth, caller);
      this.#currentCatalog();
    } catch (error) {
      this.#refuse(request, response, error);
      return;
    }
    await this.#serve(Object.assign(request, { auth }), response);
  }

  /** The document that tells clients how to get access (RFC 9728). */
  metadata() {
    return {
      resource: this.#options.url,
      resource_name: 'MCTL',
      scopes_supported: [...SCOPES],
      bearer_methods_supported: ['header'],
    };
  }

  close(): Promise<void> {
    return this.#handler.close();
  }

  #refuse(request: Request, response: Response, thrown: unknown) {
    const error = toPlatformError(thrown);
    if (error.status >= 500) {
      this.#options.logger.warn('An MCP request could not be served', error);
    }
    if (error.status === 401) {
      const metadata = getOAuthProtectedResourceMetadataUrl(
        new URL(this.#options.url),
      );
      const reason = request.headers.authorization
        ? 'error="invalid_token", '
        : '';
      response.set(
        'WWW-Authenticate',
        `Bearer ${reason}resource_metadata="${metadata}"`,
      );
    }
    response.status(error.status).json({
      jsonrpc: '2.0',
      error: {
        code: SERVER_ERROR,
        message: error.message,
        data: toErrorBody(error).error,
      },
      id: null,
    });
  }

  #currentCatalog(): ToolCatalog {
    const described = this.#options.runner.describe();
    if (described !== this.#described) {
      this.#catalog = ToolCatalog.create(described);
      this.#described = described;
    }
    return this.#catalog;
  }

  #callerOf(auth: AuthInfo | undefined): Caller {
    const caller = auth && this.#callers.get(auth);
    if (!caller) {
      throw new TypeError('An MCP request came in without its caller');
    }
    return caller;
  }
}

/** Host names of the platform; a laptop goes by several. */
function allowedHosts(urls: readonly string[]): string[] {
  const hosts = urls.map(url => new URL(url).hostname);
  const loopback = localhostAllowedHostnames();
  return hosts.some(host => loopback.includes(host))
    ? [...new Set([...hosts, ...loopback])]
    : hosts;
}

function isReadOnly(request: globalThis.Request | undefined): boolean {
  return (
    request !== undefined &&
    new URL(request.url).searchParams.get('readOnly') === 'true'
  );
}
