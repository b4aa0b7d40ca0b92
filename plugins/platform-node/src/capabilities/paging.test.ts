import fc from 'fast-check';
import { toPlatformError } from '../errors';
import { decodeCursor, encodeCursor, pageOf } from './paging';

const key = fc.stringMatching(
  /^[a-z][a-z0-9-]{0,8}(?:\/[a-z][a-z0-9-]{0,8})?$/,
);

function pagesOf(items: readonly string[], limit?: number): string[][] {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = pageOf(items, { keyOf: item => item, limit, cursor });
    expect(page.total).toBe(items.length);
    pages.push(page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && pages.length <= items.length);
  return pages;
}

function codeOf(run: () => unknown) {
  try {
    run();
  } catch (error) {
    return toPlatformError(error).code;
  }
  return undefined;
}

describe('pageOf', () => {
  it('shows each item once, in order, on pages that are full but the last', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(key),
        fc.integer({ min: 1, max: 7 }),
        (items, limit) => {
          const pages = pagesOf(items, limit);
          expect(pages.flat()).toEqual([...items].sort());
          expect(pages.slice(0, -1).every(page => page.length === limit)).toBe(
            true,
          );
        },
      ),
    );
  });

  it('goes on where it was when items come and go in between', () => {
    const keyOf = (item: string) => item;
    const { nextCursor } = pageOf(['a', 'c', 'e'], { keyOf, limit: 2 });
    expect(
      pageOf(['b', 'd', 'e'], { keyOf, limit: 2, cursor: nextCursor }).items,
    ).toEqual(['d', 'e']);
  });

  it('has 50 items unless it is told otherwise', () => {
    const items = Array.from({ length: 51 }, (_, index) => `item${index}`);
    expect(pagesOf(items).map(page => page.length)).toEqual([50, 1]);
  });

  it('is empty and ends when there is nothing', () => {
    expect(pageOf([], { keyOf: String })).toEqual({ items: [], total: 0 });
  });

  it.each([
    ['an offset of another list', encodeCursor('50')],
    ['a time', encodeCursor('2026-03-01T10:00:00Z')],
    ['SQL', encodeCursor("a' OR 1=1")],
    ['upper case', encodeCursor('ACME')],
    ['no base64', '§§'],
    ['a long place', encodeCursor('a'.repeat(101))],
  ])('refuses a cursor that holds %s', (_, cursor) => {
    expect(codeOf(() => pageOf(['a'], { keyOf: String, cursor }))).toBe(
      'invalid_input',
    );
  });
});

describe('cursors', () => {
  it('come back as they went', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), place => {
        expect(decodeCursor(encodeCursor(place), /^/)).toBe(place);
      }),
    );
  });

  it('survive a URL as they are', () => {
    fc.assert(
      fc.property(fc.string(), place => {
        const cursor = encodeCursor(place);
        expect(encodeURIComponent(cursor)).toBe(cursor);
      }),
    );
  });

  it('say what is wrong with them, and where', () => {
    expect(() => decodeCursor('x', /^a$/)).toThrow(
      expect.objectContaining({
        faults: [{ path: 'cursor', message: 'is not a cursor of this list' }],
      }),
    );
  });
});
