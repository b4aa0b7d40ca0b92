import fc from 'fast-check';
import { objectKey } from '../store/objects';
import { CONFIG_MAPS } from '../store/resources';
import { StatusError } from '../store/StatusError';
import { failureOf } from '../testing/failureOf';
import { newStore } from '../testing/newStore';
import { decodeContinue, encodeContinue } from './continueToken';
import { listPage } from './listPage';

function start(historyLimit?: number) {
  const store = newStore({ namespaces: ['acme', 'other'], historyLimit });
  const put = (name: string, namespace = 'acme') =>
    store.create(CONFIG_MAPS, { metadata: { name, namespace } });
  const list = (query: Record<string, string> = {}, namespace?: string) => {
    const page = listPage({
      store,
      type: CONFIG_MAPS,
      namespace,
      selects: () => true,
      query: new URLSearchParams(query),
    });
    return { ...page.metadata, keys: page.items.map(objectKey) };
  };
  /** All pages, with something done between them. */
  const pages = (limit: number, between: (page: number) => void = () => {}) => {
    const keys: string[] = [];
    const versions = new Set<string>();
    let token: string | undefined = '';
    for (let page = 0; token !== undefined; page += 1) {
      const found = list({
        limit: String(limit),
        ...(token && { continue: token }),
      });
      expect(found.keys.length).toBeLessThanOrEqual(limit);
      keys.push(...found.keys);
      versions.add(found.resourceVersion);
      token = found.continue;
      between(page);
    }
    return { keys, versions: [...versions] };
  };
  return { store, put, list, pages };
}

describe('listPage', () => {
  it('orders by namespace and name, whatever came first', () => {
    const { put, list } = start();
    put('b');
    put('a', 'other');
    put('a');
    expect(list().keys).toEqual(['acme/a', 'acme/b', 'other/a']);
    expect(list({}, 'other').keys).toEqual(['other/a']);
  });

  it('says how much is left, but not when selectors make it a guess', () => {
    const { put, list } = start();
    ['a', 'b', 'c'].forEach(name => put(name));
    expect(list({ limit: '1' })).toMatchObject({
      keys: ['acme/a'],
      remainingItemCount: 2,
    });
    expect(list({ limit: '3' })).not.toHaveProperty('continue');
    expect(list({ limit: '1', labelSelector: '!x' })).not.toHaveProperty(
      'remainingItemCount',
    );
    expect(list({ limit: '1', resourceVersion: '0' }).keys).toHaveLength(3);
  });

  it('shows in all pages what there was at the first', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    fc.assert(
      fc.property(
        fc.uniqueArray(name),
        fc.integer({ min: 1, max: 4 }),
        fc.array(name),
        (names, limit, changes) => {
          const { store, put, list, pages } = start();
          names.forEach(each => put(each));
          const { keys: expected, resourceVersion } = list();
          const seen = pages(limit, page => {
            const changed = changes[page];
            if (changed && store.get(CONFIG_MAPS, 'acme', changed)) {
              store.remove(CONFIG_MAPS, 'acme', changed);
            } else if (changed) {
              put(changed);
            }
          });
          expect(seen).toEqual({ keys: expected, versions: [resourceVersion] });
        },
      ),
    );
  });

  it('offers to go on with what there is when the first page is forgotten', () => {
    const { put, list } = start(2);
    ['a', 'b', 'c'].forEach(name => put(name));
    const { continue: token = '' } = list({ limit: '1' });
    for (let count = 0; count < 10; count += 1) {
      put(`x${count}`);
    }
    const failure = failureOf(() => list({ limit: '1', continue: token }));
    expect(failure).toMatchObject({ code: 410, reason: 'Expired' });
    const { message, metadata } = (failure as StatusError).toStatus();
    expect(message).toMatch(/^The provided continue parameter is too old/);
    expect(
      list({ continue: metadata.continue ?? '' }).keys.slice(0, 3),
    ).toEqual(['acme/b', 'acme/c', 'acme/x0']);
  });

  it('lists an exact version, or at least one that is as new', () => {
    const { store, put, list } = start();
    put('a');
    const version = String(store.resourceVersion);
    put('b');
    const at = (resourceVersionMatch: string) =>
      list({ resourceVersion: version, resourceVersionMatch });
    expect(at('Exact')).toEqual({ keys: ['acme/a'], resourceVersion: version });
    expect(at('NotOlderThan').keys).toEqual(['acme/a', 'acme/b']);
    expect(list({ resourceVersion: version }).keys).toHaveLength(2);
  });

  it.each<[Record<string, string>, number, string]>([
    [{ resourceVersion: '9999' }, 504, 'Too large resource version: 9999'],
    [{ resourceVersionMatch: 'Exact' }, 422, 'unless resourceVersion is'],
    [
      { resourceVersionMatch: 'Exact', resourceVersion: '0' },
      422,
      'is forbidden for resourceVersion "0"',
    ],
    [
      { resourceVersionMatch: 'Newer', resourceVersion: '1' },
      422,
      'Unsupported value: "Newer"',
    ],
    [{ sendInitialEvents: 'true' }, 422, 'forbidden for list'],
    [{ continue: 'nonsense' }, 400, 'continue key is not valid'],
    [{ limit: 'many' }, 400, 'must be a whole number'],
    [
      {
        continue: encodeContinue({ resourceVersion: 2, after: 'a' }),
        resourceVersion: '2',
      },
      400,
      'not allowed when using continue',
    ],
  ])('refuses %j', (query, code, message) => {
    expect(failureOf(() => start().list(query))).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('reads its own tokens and refuses all others', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (after, resourceVersion) => {
        const token = { after, resourceVersion };
        expect(decodeContinue(encodeContinue(token))).toEqual(token);
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        const token = Buffer.from(text).toString('base64url');
        expect(failureOf(() => decodeContinue(token))).toBeInstanceOf(
          StatusError,
        );
      }),
    );
  });
});
