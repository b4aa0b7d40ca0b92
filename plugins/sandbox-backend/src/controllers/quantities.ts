const BINARY: Readonly<Record<string, number>> = {
  Ei: 2 ** 60,
  Pi: 2 ** 50,
  Ti: 2 ** 40,
  Gi: 2 ** 30,
  Mi: 2 ** 20,
  Ki: 2 ** 10,
};
/** Sizes of the units in thousandths, so that `m` is exact. */
const UNITS: Readonly<Record<string, number>> = {
  n: 1e-6,
  u: 1e-3,
  m: 1,
  '': 1e3,
  k: 1e6,
  M: 1e9,
  G: 1e12,
  T: 1e15,
  P: 1e18,
  E: 1e21,
};
const QUANTITY = /^(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,2})|([a-zA-Z]*))$/;

/** A Kubernetes quantity in thousandths of its unit. Unreadable ones are 0. */
export function toThousandths(quantity: string | number): number {
  const [, number, exponent, unit] = QUANTITY.exec(String(quantity)) ?? [];
  const size = exponent ? 10 ** (Number(exponent) + 3) : sizeOf(unit ?? '');
  // Rounded first, because what floating point adds is no part of a quantity.
  return Math.ceil(Number((Number(number ?? 0) * size).toFixed(6)));
}

function sizeOf(unit: string): number {
  return UNITS[unit] ?? (BINARY[unit] ?? 0) * 1000;
}

/** Cores, as Kubernetes writes them: whole or in thousandths. */
export function formatCores(thousandths: number): string {
  return thousandths % 1000 === 0
    ? String(thousandths / 1000)
    : `${thousandths}m`;
}

/** Bytes, in the largest binary unit that leaves a whole number. */
export function formatBytes(thousandths: number): string {
  const bytes = Math.ceil(thousandths / 1000);
  const [unit, factor] = Object.entries(BINARY).find(
    ([, size]) => bytes > 0 && bytes % size === 0,
  ) ?? ['', 1];
  return `${bytes / factor}${unit}`;
}
