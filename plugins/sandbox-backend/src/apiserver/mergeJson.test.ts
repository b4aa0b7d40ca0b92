import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { mergeJson, mergeStrategically } from './mergeJson';

const name = () => fc.constantFrom('a', 'b', 'c', 'd');
const { value: json } = fc.letrec<{ value: unknown; fields: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(1, 'x', true, null),
    fc.array(fc.constantFrom(1, 2, 'x'), { maxLength: 3 }),
    tie('fields'),
  ),
  fields: fc.dictionary(name(), tie('value'), { maxKeys: 4 }),
}));

type Leaves = Map<string, unknown>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as its leaves by path; empty objects are leaves. */
function leavesOf(value: unknown, path = ''): Leaves {
  if (!isObject(value) || Object.keys(value).length === 0) {
    return new Map([[path, value]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, field]) => [
      ...leavesOf(field, `${path}/${key}`),
    ]),
  );
}

describe('mergeJson', () => {
  // The examples of RFC 7386, appendix A.
  it.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('makes of %j with %j %j', (target, patch, expected) => {
    expect(mergeJson(target, patch)).toEqual(expected);
  });

  it('sets what the patch names, and leaves everything else', () => {
    fc.assert(
      fc.property(json, json.filter(isObject), (target, patch) => {
        const result = mergeJson(target, patch);
        const merged = leavesOf(result);
        const ignored = [...leavesOf(patch)].filter(([path, value]) =>
          value === null
            ? merged.has(path)
            : !isObject(value) && !isDeepStrictEqual(merged.get(path), value),
        );
        expect(ignored).toEqual([]);
        const others = (value: unknown) =>
          Object.entries(isObject(value) ? value : {}).filter(
            ([key]) => !Object.hasOwn(patch, key),
          );
        expect(others(result)).toEqual(others(target));
      }),
    );
  });

  it('leads from any object without nulls to any other by their difference', () => {
    const clean = json.map(value => mergeJson({}, value)).filter(isObject);
    /** The patch that makes one of the other. */
    const difference = (
      from: Record<string, unknown>,
      to: Record<string, unknown>,
    ): Record<string, unknown> =>
      Object.fromEntries(
        [...new Set([...Object.keys(from), ...Object.keys(to)])].map(key => {
          const [before, after] = [from[key], to[key]];
          const deeper = isObject(before) && isObject(after);
          return [key, deeper ? difference(before, after) : (after ?? null)];
        }),
      );
    fc.assert(
      fc.property(clean, clean, (from, to) => {
        expect(mergeJson(from, difference(from, to))).toEqual(to);
      }),
    );
  });
});

describe('mergeStrategically', () => {
  it('is a merge by RFC 7386 where there are no lists and directives', () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        expect(mergeStrategically(target, patch)).toEqual(
          mergeJson(target, patch),
        );
      }),
    );
  });

  interface Env {
    name: string;
    value?: string;
    $patch?: string;
  }
  const env = () =>
    fc.uniqueArray(
      fc.record({ name: name(), value: fc.constantFrom('1', '2', '3') }),
      { selector: each => each.name, maxLength: 4 },
    );
  const changes = () =>
    fc.uniqueArray(
      fc.oneof(
        fc.record<Env>({
          name: name(),
          value: fc.constantFrom('4', '5'),
        }),
        fc.record<Env>({ name: name(), $patch: fc.constant('delete') }),
      ),
      { selector: each => each.name, maxLength: 4 },
    );

  it('merges named lists as if they were objects', () => {
    fc.assert(
      fc.property(env(), changes(), (current, patch) => {
        const result = mergeStrategically({ env: current }, { env: patch }) as {
          env: Env[];
        };
        const expected = new Map<string, string | undefined>(
          current.map(each => [each.name, each.value]),
        );
        for (const change of patch) {
          if (change.$patch) {
            expected.delete(change.name);
          } else {
            expected.set(change.name, change.value);
          }
        }
        expect(result.env.map(each => [each.name, each.value])).toEqual([
          ...expected,
        ]);
        expect(JSON.stringify(result)).not.toContain('$patch');
      }),
    );
  });

  it.each<[string, object, object, object]>([
    [
      'replaces a list that says so',
      { env: [{ name: 'a' }] },
      { env: [{ $patch: 'replace' }, { name: 'b' }] },
      { env: [{ name: 'b' }] },
    ],
    [
      'replaces an object that says so',
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
      { strategy: { $patch: 'replace', type: 'Recreate' } },
      { strategy: { type: 'Recreate' } },
    ],
    [
      'takes away an object that says so',
      { a: 1, strategy: { type: 'Recreate' } },
      { strategy: { $patch: 'delete' } },
      { a: 1 },
    ],
    [
      'takes values out of a plain list',
      { finalizers: ['a', 'b', 'c'] },
      { '$deleteFromPrimitiveList/finalizers': ['a', 'c'] },
      { finalizers: ['b'] },
    ],
    [
      'drops what only keeps an order',
      { env: [{ name: 'a' }] },
      { '$setElementOrder/env': [{ name: 'a' }], env: [{ name: 'b' }] },
      { env: [{ name: 'a' }, { name: 'b' }] },
    ],
    [
      'replaces lists without names',
      { args: ['a', 'b'], tolerations: [{ key: 'x' }] },
      { args: ['c'], tolerations: [{ key: 'y' }] },
      { args: ['c'], tolerations: [{ key: 'y' }] },
    ],
    [
      'merges ports of services by their own key',
      { ports: [{ port: 80, targetPort: 1 }] },
      { ports: [{ port: 80, targetPort: 2 }, { port: 81 }] },
      { ports: [{ port: 80, targetPort: 2 }, { port: 81 }] },
    ],
    [
      'merges lists within lists',
      { containers: [{ name: 'a', env: [{ name: 'X', value: '1' }] }] },
      { containers: [{ name: 'a', env: [{ name: 'Y', value: '2' }] }] },
      {
        containers: [
          {
            name: 'a',
            env: [
              { name: 'X', value: '1' },
              { name: 'Y', value: '2' },
            ],
          },
        ],
      },
    ],
    [
      'takes a list where there was none',
      {},
      { containers: [{ name: 'a' }] },
      { containers: [{ name: 'a' }] },
    ],
  ])('%s', (_, current, patch, expected) => {
    expect(mergeStrategically(current, patch)).toEqual(expected);
  });
});
