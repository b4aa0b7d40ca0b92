import fc from 'fast-check';
import { anyText } from '../__testUtils__/arbitraries';
import { escapeReferences } from './escapeReferences';

/**
 * What the kubelet does with env values, commands and arguments, after
 * k8s.io/kubernetes/third_party/forked/golang/expansion/expand.go.
 */
function expand(text: string, variables: ReadonlyMap<string, string>): string {
  let result = '';
  for (let cursor = 0; cursor < text.length; cursor++) {
    const next = text[cursor + 1];
    const end = text.indexOf(')', cursor + 2);
    if (text[cursor] !== '$' || next === undefined) {
      result += text[cursor];
    } else if (next === '$') {
      result += '$';
      cursor += 1;
    } else if (next === '(' && end >= 0) {
      const name = text.slice(cursor + 2, end);
      result += variables.get(name) ?? `$(${name})`;
      cursor = end;
    } else {
      result += `$${next}`;
      cursor += 1;
    }
  }
  return result;
}

const variables = new Map([
  ['APP_ENV', 'expanded'],
  ['B', 'expanded'],
]);
const names = new Set(variables.keys());

describe('escapeReferences', () => {
  it('reaches the container as it was written', () => {
    const pieces = fc
      .array(fc.constantFrom('$', '(', ')', 'APP_ENV', 'B', 'x', '$(B)', '$$'))
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(pieces, anyText), text => {
        expect(expand(escapeReferences(text, names), variables)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('escapes a reference to a variable of the container', () => {
    expect(escapeReferences('a $(APP_ENV)', names)).toBe('a $$(APP_ENV)');
  });

  it.each(['$(id)', '$HOME', 'costs 5$', '$(unclosed', '${{ x }}'])(
    'leaves %j as it is',
    text => {
      expect(escapeReferences(text, names)).toBe(text);
    },
  );
});
