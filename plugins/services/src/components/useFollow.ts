import { useEffect } from 'react';

/**
 * Looks again and again while the page can be seen, at what changes without
 * the platform hearing of it.
 *
 * @param interval - milliseconds between two looks; undefined to stop
 */
export function useFollow(
  refresh: () => void,
  interval: number | undefined,
): void {
  useEffect(() => {
    if (interval === undefined) {
      return undefined;
    }
    const timer = setInterval(() => {
      if (!document.hidden) {
        refresh();
      }
    }, interval);
    return () => clearInterval(timer);
  }, [refresh, interval]);
}
