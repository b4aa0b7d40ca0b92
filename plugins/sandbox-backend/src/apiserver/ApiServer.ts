import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError, isError, stringifyError } from '@backstage/errors';
import { StatusError } from '../store/StatusError';
import { discover } from './discovery';
import type { ResourceHandler } from './ResourceHandler';
import { describeOpenApi, OPENAPI_V2 } from './openapi';
import { parseTarget } from './requestTarget';
import { sendJson } from './sendJson';

const LOOPBACK = '127.0.0.1';
const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;
const MAX_BODY_BYTES = 3 * 1024 * 1024;
const HEALTH_PATHS = ['/healthz', '/livez', '/readyz'];

export interface ApiServerOptions {
  tls: { key: string; cert: string };
  /** The one bearer token that is accepted. */
  token: string;
  resources: ResourceHandler;
  logger: LoggerService;
}

/** The sandbox's Kubernetes API over HTTPS, on the loopback interface only. */
export class ApiServer {
  readonly #options: ApiServerOptions;
  readonly #tokenHash: Buffer;
  readonly #server: Server;

  static create(options: ApiServerOptions): ApiServer {
    return new ApiServer(options);
  }

  private constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#tokenHash = sha256(options.token);
    this.#server = createServer(options.tls, (request, response) => {
      this.#handle(request, response).catch(error =>
        this.#fail(response, error),
      );
    });
    // Watches stay open for as long as their clients want.
    this.#server.requestTimeout = 0;
  }

  /**
   * Begins to listen.
   *
   * @param port - 0 for any that is free
   * @returns the port it listens on
   * @throws ConflictError when the port is taken
   */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', error =>
        reject(
          'code' in error && error.code === 'EADDRINUSE'
            ? new ConflictError(
                `Port ${port} is taken, so the sandbox cluster cannot start. Stop what uses it, or set mctl.sandbox.port.`,
              )
            : error,
        ),
      );
      this.#server.listen(port, LOOPBACK, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve, reject) => {
      this.#server.close(error => (error ? reject(error) : resolve()));
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    this.#admit(request);
    const url = parseUrl(request.url ?? '/');
    if (HEALTH_PATHS.includes(url.pathname)) {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
      return;
    }
    if (url.pathname === '/openapi/v2') {
      response
        .writeHead(200, { 'content-type': 'application/octet-stream' })
        .end(OPENAPI_V2);
      return;
    }
    const pathname = url.pathname.replace(/\/$/, '');
    const description =
      request.method === 'GET' &&
      (discover(pathname) ?? describeOpenApi(pathname));
    if (description) {
      sendJson(response, 200, description);
      return;
    }
    const target = /^\/apis?\//.test(pathname) && parseTarget(pathname);
    if (!target) {
      throw new StatusError(
        'NotFound',
        'the server could not find the requested resource',
      );
    }
    await this.#options.resources.handle({
      method: request.method ?? 'GET',
      target,
      query: url.searchParams,
      accept: request.headers.accept ?? '',
      contentType: (request.headers['content-type'] ?? '').split(';')[0].trim(),
      body: await readBody(request),
      response,
    });
  }

  /** The Host header is checked so that no web page reaches us by rebinding. */
  #admit(request: IncomingMessage): void {
    if (!LOOPBACK_HOST.test(request.headers.host ?? '')) {
      throw new StatusError('Forbidden', 'the Host header is not loopback');
    }
    const token = /^Bearer (\S+)$/i.exec(
      request.headers.authorization ?? '',
    )?.[1];
    if (!token || !timingSafeEqual(sha256(token), this.#tokenHash)) {
      throw new StatusError('Unauthorized', 'Unauthorized');
    }
  }

  #fail(response: ServerResponse, error: unknown): void {
    if (response.headersSent) {
      this.#options.logger.warn(
        `A stream of the sandbox cluster broke: ${stringifyError(error)}`,
      );
      response.destroy();
      return;
    }
    if (!(error instanceof StatusError)) {
      this.#options.logger.error(
        `The sandbox cluster failed to answer: ${stringifyError(error)}`,
      );
    }
    const refusal =
      error instanceof StatusError
        ? error
        : new StatusError(
            'InternalError',
            `Internal error occurred: ${isError(error) ? error.message : error}`,
          );
    sendJson(response, refusal.code, refusal.toStatus());
  }
}

function parseUrl(path: string): URL {
  // The base goes first: a path that begins with `//` would name a host.
  const url = `https://${LOOPBACK}${path}`;
  if (!URL.canParse(url)) {
    throw new StatusError('BadRequest', 'the path of the request is invalid');
  }
  return new URL(url);
}

/**
 * Reads a body of limited size. One that is larger is read to its end without
 * being kept, because clients look at no answer before they have sent it all.
 */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      chunks.length = 0;
    } else {
      chunks.push(chunk);
    }
  }
  if (length > MAX_BODY_BYTES) {
    throw new StatusError(
      'RequestEntityTooLarge',
      `Request entity too large: limit is ${MAX_BODY_BYTES}`,
    );
  }
  return Buffer.concat(chunks).toString();
}

function sha256(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
