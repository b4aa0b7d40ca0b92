import type { Socket } from 'node:net';
import type { RootHttpRouterConfigureContext } from '@backstage/backend-defaults/rootHttpRouter';

const GRACE_MILLISECONDS = 2_000;

/**
 * Ends the connections that are still open a moment after the server stopped
 * to accept new ones. Otherwise long polls, the event bus's own among them,
 * would hold the shutdown up for half a minute, and an upgraded connection,
 * which the server does not count among its own, for ever.
 */
export function endConnections(
  options: Pick<RootHttpRouterConfigureContext, 'server' | 'lifecycle'> & {
    grace?: number;
  },
): void {
  const { server, lifecycle, grace = GRACE_MILLISECONDS } = options;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  lifecycle.addShutdownHook(() => {
    const timer = setTimeout(
      () => sockets.forEach(socket => socket.destroy()),
      grace,
    );
    server.once('close', () => clearTimeout(timer));
  });
}
