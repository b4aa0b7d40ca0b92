import { isKnown } from '@mctl/plugin-platform-common';
import type { ClusterStatus } from '@mctl/plugin-cluster-node';

/**
 * Waits until the platform sees its cluster, so that nobody is told that it is
 * ready while what they ask for next is still unknown.
 *
 * @returns whether it was seen before the signal aborted
 */
export async function untilSeen(
  status: ClusterStatus,
  signal: AbortSignal,
): Promise<boolean> {
  // Both kinds are watched apart: the core objects and Argo CD's.
  const isSeen = () =>
    isKnown(status.namespace('default')) && isKnown(status.application('any'));
  const cleanUp: Array<() => void> = [];
  try {
    return await new Promise<boolean>(resolve => {
      const look = () => isSeen() && resolve(true);
      const giveUp = () => resolve(false);
      cleanUp.push(status.subscribe(look));
      signal.addEventListener('abort', giveUp);
      cleanUp.push(() => signal.removeEventListener('abort', giveUp));
      look();
    });
  } finally {
    cleanUp.forEach(clean => clean());
  }
}
