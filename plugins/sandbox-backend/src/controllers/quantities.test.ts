import fc from 'fast-check';
import { formatBytes, formatCores, toThousandths } from './quantities';

const count = fc.integer({ min: 0, max: 2 ** 40 });

describe('toThousandths', () => {
  it.each([
    ['100m', 100],
    ['1', 1000],
    ['0.5', 500],
    ['.5', 500],
    ['1.', 1000],
    ['1.1', 1100],
    ['1e3', 1_000_000],
    ['5E-1', 500],
    ['1E', 1e21],
    ['1k', 1_000_000],
    ['1Ki', 1_024_000],
    ['128Mi', 128 * 2 ** 20 * 1000],
    [2, 2000],
    ['1n', 1],
    ['1001u', 2],
  ])('reads %p as %p', (quantity, thousandths) => {
    expect(toThousandths(quantity)).toBe(thousandths);
  });

  it.each(['', '-1', 'abc', '1 Gi', '1Xi', '..', 'Infinity', '1e', '1e999'])(
    'reads %p, which is no quantity, as nothing',
    quantity => {
      expect(toThousandths(quantity)).toBe(0);
    },
  );

  it('reads back the cores that it writes', () => {
    fc.assert(
      fc.property(count, thousandths => {
        expect(toThousandths(formatCores(thousandths))).toBe(thousandths);
      }),
    );
  });

  it('reads back the bytes that it writes, and writes them short', () => {
    fc.assert(
      fc.property(count, bytes => {
        const text = formatBytes(bytes * 1000);
        expect(toThousandths(text)).toBe(bytes * 1000);
        expect(text.length).toBeLessThanOrEqual(String(bytes).length + 2);
      }),
    );
  });

  it('grows with the number in every unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 20 }),
        fc.integer({ min: 1, max: 2 ** 20 }),
        fc.constantFrom('m', '', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi'),
        (number, more, unit) => {
          expect(toThousandths(`${number + more}${unit}`)).toBeGreaterThan(
            toThousandths(`${number}${unit}`),
          );
        },
      ),
    );
  });

  it('never fails, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(toThousandths(text)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0'],
    [2 ** 30, '1Gi'],
    [1536 * 2 ** 20, '1536Mi'],
    [1000, '1000'],
  ])('writes %p bytes as %p', (bytes, text) => {
    expect(formatBytes(bytes * 1000)).toBe(text);
  });
});
