import fc from 'fast-check';
import { lokiQuery } from './lokiQuery';

const shop = { namespace: 'acme', service: 'shop' };
const selector =
  'namespace="acme",pod=~"shop(?:--before-deploy|-[a-z0-9]{1,16})-[a-z0-9]{5}"';

describe('lokiQuery', () => {
  it('selects the pods of a service', () => {
    expect(lokiQuery(shop)).toBe(`{${selector}}`);
    expect(lokiQuery({ ...shop, container: 'shop' })).toBe(
      `{${selector},container="shop"}`,
    );
  });

  it('lets Loki search', () => {
    expect(lokiQuery({ ...shop, contains: 'a "b" \\', pattern: '\\d+' })).toBe(
      `{${selector}} |= "a \\"b\\" \\\\" |~ "\\\\d+"`,
    );
  });

  it('keeps what people search for inside of a string', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), contains => {
        const query = lokiQuery({ ...shop, contains });
        const literal = query.slice(`{${selector}} |= `.length);
        expect(JSON.parse(literal)).toBe(contains);
      }),
    );
  });

  it('takes nothing but names as names', () => {
    for (const part of ['namespace', 'service', 'container']) {
      expect(() => lokiQuery({ ...shop, [part]: 'x"} or {a="b' })).toThrow(
        RangeError,
      );
    }
  });
});
