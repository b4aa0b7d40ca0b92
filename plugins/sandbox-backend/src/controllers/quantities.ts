const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const BINARY = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'];

/** A Kubernetes quantity in thousandths of its unit. Unreadable ones are 0. */
export function toThousandths(quantity: string): number {
  const [, number, unit] = /^([\d.]+)([a-zA-Z]*)$/.exec(quantity) ?? [];
  return Math.ceil(Number(number ?? 0) * (FACTORS[unit ?? ''] ?? 0) * 1000);
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
  const unit = BINARY.find(
    candidate => bytes > 0 && bytes % FACTORS[candidate] === 0,
  );
  return unit ? `${bytes / FACTORS[unit]}${unit}` : String(bytes);
}
