import fc from 'fast-check';
import { withoutEmptyParts } from './forms';

describe('what a form holds', () => {
  it.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{}, {}],
    [{ a: undefined, b: 1 }, { b: 1 }],
    [{ env: {}, probes: { liveness: {} } }, {}],
    [{ env: { set: { A: '' } } }, { env: { set: { A: '' } } }],
    [{ probes: { liveness: null } }, { probes: { liveness: null } }],
    [
      { command: [], port: 0, on: false },
      { command: [], port: 0, on: false },
    ],
  ])('%j is the input %j', (values, input) => {
    expect(withoutEmptyParts(values)).toEqual(input);
  });

  it('is without empty parts ever after', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), values => {
        const once = withoutEmptyParts(values);
        expect(withoutEmptyParts(once)).toEqual(once);
      }),
    );
  });
});
