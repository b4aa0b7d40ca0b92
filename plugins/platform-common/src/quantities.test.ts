import fc from 'fast-check';
import {
  compareQuantities,
  formatQuantity,
  parseQuantity,
  requireQuantity,
  sumQuantities,
} from './quantities';

const NANO = 1_000_000_000n;

describe('parseQuantity', () => {
  it.each([
    ['1', NANO],
    ['1.0', NANO],
    ['1000m', NANO],
    ['1e3', 1000n * NANO],
    ['1E3', 1000n * NANO],
    ['5E', 5n * 10n ** 18n * NANO],
    ['1Ki', 1024n * NANO],
    ['1.5Gi', 1_610_612_736n * NANO],
    ['0.5', NANO / 2n],
    ['100n', 100n],
    ['12u', 12_000n],
    ['-2', -2n * NANO],
    ['1e-3', NANO / 1000n],
  ])('reads %s', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });

  it.each(['', ' 1', '4 GB', '4GB', '1e400', 'NaN', '0x10', '1.2.3', 'm', '.'])(
    'does not take %j for a quantity',
    text => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );

  it('does not mix up the prefix k with the unit K', () => {
    expect(parseQuantity('1k')).toBe(1000n * NANO);
    expect(parseQuantity('1K')).toBeUndefined();
  });
});

describe('requireQuantity', () => {
  it('names what it could not read', () => {
    expect(() => requireQuantity('4 GB')).toThrow(
      '"4 GB" is not a Kubernetes quantity',
    );
  });
});

describe('compareQuantities', () => {
  it.each([
    ['1', '1000m', 0],
    ['1Gi', '1G', 1],
    ['500m', '1', -1],
    ['0.1', '100m', 0],
    ['1024Mi', '1Gi', 0],
  ])('says how %s stands to %s', (a, b, expected) => {
    expect(compareQuantities(a, b)).toBe(expected);
  });

  it('orders as numbers do', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), (a, b) => {
        expect(compareQuantities(`${a}m`, `${b}m`)).toBe(Math.sign(a - b));
      }),
    );
  });
});

describe('formatQuantity', () => {
  it.each([
    [NANO, 'cores', '1'],
    [NANO / 2n, 'cores', '500m'],
    [-NANO / 2n, 'cores', '-500m'],
    [8n * 1024n ** 3n * NANO, 'bytes', '8Gi'],
    [1000n * NANO, 'bytes', '1000'],
    [0n, 'bytes', '0'],
    [1024n * NANO, 'count', '1024'],
    [1n, 'cores', '1n'],
  ] as const)('writes %s as %s', (value, kind, text) => {
    expect(formatQuantity(value, kind)).toBe(text);
  });

  it('loses nothing', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 27n), max: 10n ** 27n }),
        fc.constantFrom('cores' as const, 'bytes' as const, 'count' as const),
        (value, kind) => {
          expect(parseQuantity(formatQuantity(value, kind))).toBe(value);
        },
      ),
    );
  });
});

describe('sumQuantities', () => {
  it('adds what is written in different units', () => {
    expect(sumQuantities(['1', '500m', '0.25'])).toBe((NANO * 7n) / 4n);
  });

  it('is nothing for nothing', () => {
    expect(sumQuantities([])).toBe(0n);
  });
});
