import { useCallback, useState } from 'react';

/** Where in a list one is. @public */
export interface Pages {
  /** The cursor to ask with; undefined on the first page. */
  cursor: string | undefined;
  hasPrevious: boolean;
  goNext: (cursor: string) => void;
  goPrevious: () => void;
}

/**
 * Remembers the cursors of the pages before the current one.
 *
 * @param filter - what the list is filtered by; another filter begins anew,
 * since a cursor is good for one filter
 * @public
 */
export function usePages(filter = ''): Pages {
  const [state, setState] = useState<{ filter: string; cursors: string[] }>({
    filter,
    cursors: [],
  });
  const cursors = state.filter === filter ? state.cursors : [];
  return {
    cursor: cursors.at(-1),
    hasPrevious: cursors.length > 0,
    goNext: useCallback(
      cursor =>
        setState(current => ({
          filter,
          cursors: [
            ...(current.filter === filter ? current.cursors : []),
            cursor,
          ],
        })),
      [filter],
    ),
    goPrevious: useCallback(
      () =>
        setState(current => ({
          filter,
          cursors:
            current.filter === filter ? current.cursors.slice(0, -1) : [],
        })),
      [filter],
    ),
  };
}
