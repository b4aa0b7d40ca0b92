import { PlatformError } from '../errors';

/** Items of a page unless the caller says otherwise. */
export const DEFAULT_PAGE_SIZE = 50;

/** Makes an opaque cursor of the place where the next page begins. @public */
export function encodeCursor(place: string): string {
  return Buffer.from(place, 'utf8').toString('base64url');
}

/**
 * Reads a cursor back.
 *
 * @param pattern - what a place looks like in the list that the cursor is for
 * @throws PlatformError `invalid_input` when the cursor is from elsewhere
 * @public
 */
export function decodeCursor(cursor: string, pattern: RegExp): string {
  const place = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!pattern.test(place)) {
    const message = 'is not a cursor of this list';
    throw new PlatformError('invalid_input', `cursor: ${message}`, {
      faults: [{ path: 'cursor', message }],
      hint: 'Send the nextCursor of the page before, unchanged.',
    });
  }
  return place;
}

const NAME_PLACE = /^[a-z][a-z0-9/-]{0,99}$/;

/**
 * One page of a list that is in memory, in the order of its keys.
 *
 * @param options.keyOf - unique; a lower-case letter, then such letters, digits, "-" and "/"
 * @public
 */
export function pageOf<T>(
  items: readonly T[],
  options: {
    keyOf(item: T): string;
    /** Whether the items are in the order of their keys already. */
    sorted?: boolean;
    limit?: number;
    cursor?: string;
  },
): { items: T[]; nextCursor?: string; total: number } {
  const { keyOf, limit = DEFAULT_PAGE_SIZE, cursor } = options;
  const after = cursor && decodeCursor(cursor, NAME_PLACE);
  const sorted = options.sorted
    ? items
    : [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const from = after ? firstIndex(sorted, item => keyOf(item) > after) : 0;
  const page = sorted.slice(from, from + limit);
  return {
    items: page,
    ...(sorted.length > from + limit && {
      nextCursor: encodeCursor(keyOf(page[page.length - 1])),
    }),
    total: items.length,
  };
}

/** The first item of which something holds that holds of all after it. */
function firstIndex<T>(
  items: readonly T[],
  holds: (item: T) => boolean,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(items[middle])) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
