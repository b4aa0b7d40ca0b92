import type { RootHttpRouterConfigureContext } from '@backstage/backend-defaults/rootHttpRouter';

const GRACE_MILLISECONDS = 2_000;

/**
 * Ends the connections that are still open a moment after the server stopped
 * to accept new ones. Otherwise long polls, the event bus's own among them,
 * would hold the shutdown up for half a minute.
 */
export function endConnections(
  options: Pick<RootHttpRouterConfigureContext, 'server' | 'lifecycle'> & {
    grace?: number;
  },
): void {
  const { server, lifecycle, grace = GRACE_MILLISECONDS } = options;
  lifecycle.addShutdownHook(() => {
    const timer = setTimeout(() => server.closeAllConnections(), grace);
    server.once('close', () => clearTimeout(timer));
  });
}
