/**
 * Kubernetes quantities as exact numbers. They are compared and added as such,
 * never as text: `1`, `1000m` and `1.0` are the same.
 *
 * @remarks
 * The units are those of `k8s.io/apimachinery/pkg/api/resource`.
 */

/** Everything is counted in billionths: the finest unit Kubernetes knows. */
const NANO = 1_000_000_000n;

const UNITS: Readonly<Record<string, { times: bigint; per: bigint }>> = {
  n: { times: 1n, per: NANO },
  u: { times: 1n, per: 1_000_000n },
  m: { times: 1n, per: 1000n },
  '': { times: 1n, per: 1n },
  k: { times: 10n ** 3n, per: 1n },
  M: { times: 10n ** 6n, per: 1n },
  G: { times: 10n ** 9n, per: 1n },
  T: { times: 10n ** 12n, per: 1n },
  P: { times: 10n ** 15n, per: 1n },
  E: { times: 10n ** 18n, per: 1n },
  Ki: { times: 2n ** 10n, per: 1n },
  Mi: { times: 2n ** 20n, per: 1n },
  Gi: { times: 2n ** 30n, per: 1n },
  Ti: { times: 2n ** 40n, per: 1n },
  Pi: { times: 2n ** 50n, per: 1n },
  Ei: { times: 2n ** 60n, per: 1n },
};

const QUANTITY =
  /^([+-]?)(\d{1,30})(?:\.(\d{0,9})\d*)?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?$/;

/**
 * A quantity in billionths of its unit: cores, bytes or pieces.
 *
 * @returns undefined when the text is no quantity
 * @public
 */
export function parseQuantity(text: string): bigint | undefined {
  const match = QUANTITY.exec(text);
  if (!match) {
    return undefined;
  }
  const [, sign, whole, fraction = '', unit = '', exponent = '0'] = match;
  const { times, per } = UNITS[unit];
  const digits = BigInt(`${whole}${fraction.padEnd(9, '0')}`);
  const power = Number(exponent);
  const scaled =
    power >= 0
      ? (digits * times * 10n ** BigInt(power)) / per
      : (digits * times) / (per * 10n ** BigInt(-power));
  return sign === '-' ? -scaled : scaled;
}

/**
 * A quantity in billionths of its unit.
 *
 * @throws RangeError when the text is no quantity
 * @public
 */
export function requireQuantity(text: string): bigint {
  const value = parseQuantity(text);
  if (value === undefined) {
    throw new RangeError(`"${text}" is not a Kubernetes quantity`);
  }
  return value;
}

/**
 * Less than, equal to or greater than 0, as `a` is than `b`.
 *
 * @throws RangeError when one is no quantity
 * @public
 */
export function compareQuantities(a: string, b: string): number {
  const difference = requireQuantity(a) - requireQuantity(b);
  if (difference === 0n) {
    return 0;
  }
  return difference < 0n ? -1 : 1;
}

const BINARY_UNITS = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const;

/**
 * Billionths as a quantity that people read: cores as `500m` or `2`, bytes as
 * `256Mi`, without loss.
 *
 * @public
 */
export function formatQuantity(
  value: bigint,
  kind: 'cores' | 'bytes' | 'count',
): string {
  const sign = value < 0n ? '-' : '';
  const size = value < 0n ? -value : value;
  if (size % NANO === 0n) {
    const whole = size / NANO;
    const unit =
      kind === 'bytes' &&
      whole > 0n &&
      BINARY_UNITS.find(name => whole % UNITS[name].times === 0n);
    return unit
      ? `${sign}${whole / UNITS[unit].times}${unit}`
      : `${sign}${whole}`;
  }
  const finer = (['m', 'u', 'n'] as const).find(
    name => (size * UNITS[name].per) % NANO === 0n,
  );
  return finer
    ? `${sign}${(size * UNITS[finer].per) / NANO}${finer}`
    : `${sign}${size}n`;
}

/**
 * The sum of quantities, in billionths.
 *
 * @throws RangeError when one is no quantity
 * @public
 */
export function sumQuantities(quantities: Iterable<string>): bigint {
  let sum = 0n;
  for (const quantity of quantities) {
    sum += requireQuantity(quantity);
  }
  return sum;
}
