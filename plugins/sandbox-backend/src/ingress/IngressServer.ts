import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, isError, stringifyError } from '@backstage/errors';
import type { Clock } from '@mctl/plugin-cluster-node';
import { answerJson, answerPage } from './answerPage';
import type { GatewayAnswer, ServiceGateway } from './ServiceGateway';

const LOOPBACK = '127.0.0.1';
/**
 * Hosts of the cluster's own endpoints. No page of another origin can use
 * them: a name that somebody points at this machine is not among them.
 */
const OWN_HOSTS = new Set([
  'localhost',
  '127.0.0.1',
  '[::1]',
  'metrics.localhost',
]);
/** Answers that take no longer are sent at once. */
const NOTICEABLE_MS = 50;

/** A request to a service that was answered. */
export interface ServedRequest {
  namespace: string;
  ingress: string;
  service: string;
  host: string;
  method: string;
  status: number;
  latencyMs: number;
}

export interface IngressServerOptions {
  gateway: ServiceGateway;
  clock: Clock;
  logger: LoggerService;
  /**
   * Answers requests to the machine's own name, such as for metrics.
   *
   * @returns whether there is something at that path
   */
  own: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  onRequest: (request: ServedRequest) => void;
}

/** The way in to the services of the cluster, on loopback. */
export class IngressServer {
  readonly #options: IngressServerOptions;
  readonly #server: Server;

  static create(options: IngressServerOptions): IngressServer {
    return new IngressServer(options);
  }

  private constructor(options: IngressServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(error => {
        options.logger.error(
          `The sandbox's ingress failed to answer: ${stringifyError(error)}`,
        );
        response.destroy();
      });
    });
  }

  /**
   * @param port - 0 for any that is free
   * @returns the port
   * @throws InputError when it is taken
   */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', error =>
        reject(
          isError(error) && error.code === 'EADDRINUSE'
            ? new InputError(
                `Port ${port} is taken, so services of the sandbox cluster cannot be reached. Stop what uses it, or set mctl.sandbox.ingressPort.`,
              )
            : error,
        ),
      );
      this.#server.listen(port, LOOPBACK, resolve);
    });
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve, reject) => {
      this.#server.close(error => (error ? reject(error) : resolve()));
    });
  }

  async #handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const host = hostOf(request);
    const { pathname = '/' } =
      URL.parse(request.url ?? '/', 'http://localhost') ?? {};
    if (OWN_HOSTS.has(host)) {
      if (!(await this.#options.own(request, response))) {
        send(request, response, {
          status: 404,
          latencyMs: 0,
          error: `The sandbox's ingress has nothing here. Services answer at http://<service>--<tenant>.<domain>, metrics at /metrics`,
        });
      }
      return;
    }
    request.resume();
    const answer = this.#options.gateway.answer({ host, path: pathname });
    this.#count(request, host, answer);
    if (answer.latencyMs > NOTICEABLE_MS) {
      const cancel = this.#options.clock.schedule(answer.latencyMs, () =>
        send(request, response, answer),
      );
      response.on('close', cancel);
      return;
    }
    send(request, response, answer);
  }

  #count(
    { method = 'GET' }: IncomingMessage,
    host: string,
    { backend, status, latencyMs }: GatewayAnswer,
  ): void {
    if (backend) {
      this.#options.onRequest({
        namespace: backend.ingress.metadata.namespace ?? '',
        ingress: backend.ingress.metadata.name,
        service: backend.service.metadata.name,
        host,
        method,
        status,
        latencyMs,
      });
    }
  }
}

/** The name in the Host header, in lower case and without its port. */
function hostOf({ headers }: IncomingMessage): string {
  return (headers.host ?? '')
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: GatewayAnswer,
): void {
  if (response.destroyed) {
    return;
  }
  const wantsPage = (request.headers.accept ?? '').includes('text/html');
  const body = wantsPage
    ? answerPage(answer)
    : `${JSON.stringify(answerJson(answer))}\n`;
  response.writeHead(answer.status, {
    'content-type': wantsPage
      ? 'text/html; charset=utf-8'
      : 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    vary: 'accept',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
