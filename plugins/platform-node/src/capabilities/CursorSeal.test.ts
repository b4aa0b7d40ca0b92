import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { refusalOf } from '../testing/refusalOf';
import { CursorSeal, type CursorScope } from './CursorSeal';
import { encodeCursor } from './paging';

const scope: CursorScope = {
  list: 'list-things',
  user: 'user:default/ada',
  input: { tenant: 'acme', limit: 2 },
};

/** The cursor that a list hands out after a place. */
async function cursorAfter(seal: CursorSeal, place: string, of = scope) {
  const page = await seal.around(of, () => ({
    items: [],
    nextCursor: encodeCursor(place),
  }));
  return String((page as { nextCursor: string }).nextCursor);
}

/** What a list sees as its cursor when it is asked with one. */
async function seenWith(seal: CursorSeal, cursor: string, of = scope) {
  let seen: unknown;
  await seal.around({ ...of, input: { ...of.input, cursor } }, input => {
    seen = input.cursor;
    return { items: [] };
  });
  return seen;
}

describe('CursorSeal', () => {
  const seal = CursorSeal.create({ key: Buffer.alloc(32, 1) });

  it('gives a list back the places it handed out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async place => {
        const cursor = await cursorAfter(seal, place);
        expect(await seenWith(seal, cursor)).toBe(encodeCursor(place));
        expect(encodeURIComponent(cursor)).toBe(cursor);
      }),
    );
  });

  it('lets the length of a page change', async () => {
    const cursor = await cursorAfter(seal, 'a');
    const longer = { ...scope, input: { tenant: 'acme', limit: 50 } };
    expect(await seenWith(seal, cursor, longer)).toBe(encodeCursor('a'));
  });

  it.each<[string, Partial<CursorScope>]>([
    ['list', { list: 'list-others' }],
    ['person', { user: 'user:default/ben' }],
    ['filter', { input: { tenant: 'globex', limit: 2 } }],
    ['search', { input: { tenant: 'acme', search: 'x' } }],
  ])('refuses the cursor of another %s', async (_, other) => {
    const cursor = await cursorAfter(seal, 'a', { ...scope, ...other });
    const error = await refusalOf(seenWith(seal, cursor));
    expect(error).toMatchObject({
      code: 'invalid_input',
      status: 400,
      faults: [{ path: 'cursor', message: 'is not a cursor of this list' }],
    });
    expect(error.hint).toContain('begin anew');
  });

  it.each([
    ['nothing signed', encodeCursor('acme')],
    ['an empty signature', `${encodeCursor('acme')}.`],
    ['a signature of nothing', `.${'A'.repeat(22)}`],
    ['nothing at all', ''],
    ['no base64', '§§.§§'],
    ['NUL', 'a\0.b\0'],
  ])('refuses %s', async (_, cursor) => {
    const error = await refusalOf(seenWith(seal, cursor));
    expect(error.code).toBe('invalid_input');
  });

  it('refuses a cursor in which any one character was changed', async () => {
    const cursor = await cursorAfter(seal, 'acme/shop');
    await fc.assert(
      fc.asyncProperty(
        // Bits of the last character may be padding, which says nothing.
        fc.nat(cursor.length - 2),
        fc.constantFrom('a', 'B', '7', '-'),
        async (index, character) => {
          const forged =
            cursor.slice(0, index) + character + cursor.slice(index + 1);
          fc.pre(forged !== cursor);
          const error = await refusalOf(seenWith(seal, forged));
          expect(error.code).toBe('invalid_input');
        },
      ),
    );
  });

  it('refuses what another platform has signed', async () => {
    const other = CursorSeal.create({ key: Buffer.alloc(32, 2) });
    const error = await refusalOf(
      seenWith(seal, await cursorAfter(other, 'a')),
    );
    expect(error.code).toBe('invalid_input');
  });

  it('leaves what is no page alone', async () => {
    for (const result of [null, 'text', { items: [] }, { nextCursor: 1 }]) {
      expect(await seal.around(scope, () => result)).toBe(result);
    }
  });
});

describe('the key of cursors', () => {
  let stateDir: string;
  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'mctl-cursors-'));
  });
  afterEach(() => rm(stateDir, { recursive: true }));

  const fromConfig = (data: object) =>
    CursorSeal.fromConfig(
      mockServices.rootConfig({ data: JSON.parse(JSON.stringify(data)) }),
    );

  it('is kept in the state folder for nobody else to read', async () => {
    const config = { mctl: { stateDir } };
    const cursor = await cursorAfter(fromConfig(config), 'a');
    expect(await seenWith(fromConfig(config), cursor)).toBe(encodeCursor('a'));
    const file = join(stateDir, 'cursors.key');
    const { mode } = await stat(file);
    expect(mode % 0o1000).toBe(0o600);
    expect(await readFile(file)).toHaveLength(32);
  });

  it('is the one that replicas share, where there is one', async () => {
    const backend = { auth: { keys: [{ secret: 'shared' }] } };
    const a = fromConfig({ mctl: { stateDir }, backend });
    const b = fromConfig({ mctl: { stateDir: '/nowhere' }, backend });
    const cursor = await cursorAfter(a, 'a');
    expect(await seenWith(b, cursor)).toBe(encodeCursor('a'));
  });

  it('must be a whole one', async () => {
    await writeFile(join(stateDir, 'cursors.key'), 'short');
    await expect(
      cursorAfter(fromConfig({ mctl: { stateDir } }), 'a'),
    ).rejects.toThrow('does not hold 32 bytes');
  });
});
