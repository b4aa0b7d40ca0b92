import fc from 'fast-check';
import { cloneJson, reuseUnchanged } from './cloneJson';
import { deepFreeze } from './deepFreeze';

const json = () => fc.jsonValue({ maxDepth: 4 });
/** What code may write into a draft: not all of it survives as JSON. */
const draft = () =>
  fc.anything({
    maxDepth: 4,
    withBoxedValues: false,
    values: [
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.constant(undefined),
      fc.date({ noInvalidDate: true }),
    ],
  });

function reread(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
}

describe('cloneJson', () => {
  it('is what its JSON would be read back as', () => {
    fc.assert(
      fc.property(draft(), value => {
        // JSON has no negative zero; nothing in a cluster tells them apart.
        expect(reread(cloneJson(value))).toEqual(reread(value));
      }),
    );
  });

  it('shares nothing that a later change could reach', () => {
    const original = { spec: { ports: [{ port: 80 }] } };
    const copy = cloneJson(original);
    copy.spec.ports[0].port = 81;
    expect(original.spec.ports[0].port).toBe(80);
  });

  it('leaves out undefined fields, at every depth', () => {
    const copy = cloneJson({ a: undefined, b: { c: undefined, d: [{}] } });
    expect(Object.keys(copy)).toEqual(['b']);
    expect(Object.keys(copy.b)).toEqual(['d']);
  });

  it('keeps a field of the name __proto__ a field', () => {
    const copy: object = cloneJson(JSON.parse('{"__proto__": {"a": 1}}'));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(copy)).toBe('{"__proto__":{"a":1}}');
  });
});

describe('reuseUnchanged', () => {
  it('is the version before exactly when nothing differs', () => {
    fc.assert(
      fc.property(json(), json(), (one, other) => {
        const before = deepFreeze(cloneJson(one));
        const after = reuseUnchanged(before, cloneJson(other));
        expect(after).toEqual(cloneJson(other));
        const same =
          JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        expect(Object.is(after, before) || after === before).toBe(same);
        expect(reuseUnchanged(before, structuredClone(before))).toBe(before);
      }),
    );
  });

  it('keeps the parts that are equal', () => {
    const before = deepFreeze({
      metadata: { name: 'shop', labels: { app: 'shop' } },
      spec: { containers: [{ name: 'a' }, { name: 'b' }] },
    });
    const next = structuredClone(before);
    next.spec.containers[1].name = 'c';
    const after = reuseUnchanged(before, next);
    expect(after).toEqual(next);
    expect(after.metadata).toBe(before.metadata);
    expect(after.spec.containers[0]).toBe(before.spec.containers[0]);
  });

  it.each([
    ['a field is taken away', { a: 1, b: 2 }, { a: 1 }],
    ['a field is added', { a: 1 }, { a: 1, b: 2 }],
    ['a field becomes undefined', { a: 1, b: 2 }, { a: 1, b: undefined }],
    ['a field becomes null', { a: 1, b: 2 }, { a: 1, b: null }],
    ['one name takes the place of another', { a: 1, b: 2 }, { a: 1, c: 2 }],
    ['an item is taken away', { a: [1, 2] }, { a: [1] }],
    ['an item is added', { a: [1] }, { a: [1, 2] }],
    ['items change places', { a: [1, 2] }, { a: [2, 1] }],
    ['a list becomes an object', { a: [1] }, { a: { 0: 1 } }],
    ['an object becomes a list', { a: { 0: 1 } }, { a: [1] }],
    ['an empty object becomes an empty list', { a: {} }, { a: [] }],
    ['an inherited name becomes a field', {}, { toString: 'x' }],
  ])('notices that %s', (_, before, next) => {
    const after: unknown = reuseUnchanged(before, next);
    expect(after).not.toBe(before);
    expect(after).toEqual(reread(next));
  });

  it('does not mind the order of fields', () => {
    const before = { a: 1, b: 2 };
    expect(reuseUnchanged(before, { b: 2, a: 1 })).toBe(before);
  });
});

/** The same with the fields of objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, field]) => [key, sorted(field)]),
      )
    : value;
}
