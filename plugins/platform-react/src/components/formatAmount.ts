const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const STEP = 1024;

/**
 * CPU as people read it: thousandths of a core below one, such as `120m`, cores
 * above, such as `1.5`.
 *
 * @public
 */
export function formatCores(cores: number): string {
  return cores < 1
    ? `${Math.round(cores * 1000)}m`
    : String(Math.round(cores * 100) / 100);
}

/** Memory as people read it, such as `128 MiB`. @public */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= STEP && unit < BINARY_UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  const digits = value < 10 && unit > 0 ? 1 : 0;
  return `${value.toFixed(digits)} ${BINARY_UNITS[unit]}`;
}
