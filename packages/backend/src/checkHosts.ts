import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { RootHttpRouterConfigureContext } from '@backstage/backend-defaults/rootHttpRouter';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { serializeError } from '@backstage/errors';

const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];
const HEALTH_PATH = '/.backstage/health/';
const HOST_HEADER = /^(\[[0-9a-f:.]+\]|[^:[\]/@\s]+)(?::\d{1,5})?$/i;

class MisdirectedRequestError extends Error {
  readonly name = 'MisdirectedRequestError';

  constructor(host: string | undefined) {
    super(
      `This server does not answer for the host "${host ?? ''}". Use the address in app.baseUrl or backend.baseUrl.`,
    );
  }
}

/**
 * Refuses requests that do not name the backend's own host. A page elsewhere
 * whose name is made to resolve to this machine (DNS rebinding) is of the same
 * origin for the browser, but it cannot choose the Host header.
 */
export function checkHosts(
  options: Pick<RootHttpRouterConfigureContext, 'app' | 'server' | 'config'>,
): void {
  const { app, server, config } = options;
  const allowed = allowedHosts(config);
  const isAllowed = (request: IncomingMessage) => {
    const host = HOST_HEADER.exec(request.headers.host ?? '')?.[1];
    return host !== undefined && allowed.has(host.toLowerCase());
  };

  app.use((request, response, next) => {
    // Probes of a cluster name the address of the pod; health has no secrets.
    if (isAllowed(request) || request.path.startsWith(HEALTH_PATH)) {
      next();
      return;
    }
    response.status(421).json({
      error: serializeError(new MisdirectedRequestError(request.headers.host)),
    });
  });

  // WebSockets do not pass through the app. Later listeners find the socket
  // closed and leave it alone.
  server.prependListener(
    'upgrade',
    (request: IncomingMessage, socket: Socket) => {
      if (!isAllowed(request)) {
        socket.destroy();
      }
    },
  );
}

function allowedHosts(config: RootConfigService): ReadonlySet<string> {
  const named = ['app.baseUrl', 'backend.baseUrl']
    .map(key => config.getOptionalString(key))
    .filter(url => url !== undefined)
    .map(url => new URL(url).hostname);
  return new Set([...LOOPBACK_HOSTS, ...named].map(host => host.toLowerCase()));
}
