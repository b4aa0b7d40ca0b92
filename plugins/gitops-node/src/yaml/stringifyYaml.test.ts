import fc from 'fast-check';
import { load } from 'js-yaml';
import { parse } from 'yaml';
import { anyText } from '../__testUtils__/arbitraries';
import { stringifyYaml } from './stringifyYaml';

describe('stringifyYaml', () => {
  it('comes out as the same data with every reader', () => {
    const anyData = fc.dictionary(
      anyText.filter(key => key.length < 1000),
      fc.oneof(anyText, fc.array(anyText), fc.integer(), fc.boolean()),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(anyData, data => {
        // JSON has no __proto__ problem; all readers are compared with it.
        fc.pre(!Object.keys(data).includes('__proto__'));
        const text = stringifyYaml(data);
        expect(parse(text)).toEqual(data);
        expect(parse(text, { version: '1.1' })).toEqual(data);
        expect(load(text)).toEqual(data);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['0X1F', '"0X1F"'],
    ['-0b1', '"-0b1"'],
    ['NO', '"NO"'],
    ['12:30:45', '"12:30:45"'],
    ['1.4', '"1.4"'],
    ['1E', '"1E"'],
    ['\u007f', '"\\u007f"'],
    ['\ufeff', '"\\ufeff"'],
  ])('quotes %j, which some readers take for something else', (text, yaml) => {
    expect(stringifyYaml({ text })).toBe(`text: ${yaml}\n`);
  });

  it.each(['100m', '8Gi', 'ghcr.io/acme/shop:v1', 'Web shop team', '/healthz'])(
    'leaves %j plain, for people',
    text => {
      expect(stringifyYaml({ text })).toBe(`text: ${text}\n`);
    },
  );

  it('repeats an object that occurs twice instead of using an alias', () => {
    const shared = { a: 'b' };
    expect(stringifyYaml([shared, shared])).toBe('- a: b\n- a: b\n');
  });
});
