import { cpus, totalmem } from 'node:os';

/** The value that a share of all values is not above. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/**
 * Prints figures with their targets as a table; the process ends with 1 when one
 * is missed.
 *
 * @param {string} title
 * @param {Array<{ name: string, value: number, target?: number }>} figures
 *   milliseconds; a target is what the value must stay under
 */
export function report(title, figures) {
  const rows = figures.map(({ name, value, target }) => [
    name,
    duration(value),
    target === undefined ? '' : `< ${duration(target)}`,
    verdict(value, target),
  ]);
  const table = [['', 'measured', 'target', ''], ...rows];
  const widths = table[0].map((_, column) =>
    Math.max(...table.map(row => row[column].length)),
  );
  process.stdout.write(
    [
      '',
      title,
      machine(),
      ...table.map(row =>
        row
          .map((cell, column) =>
            column === 0
              ? cell.padEnd(widths[column])
              : cell.padStart(widths[column]),
          )
          .join('  ')
          .trimEnd(),
      ),
      '',
    ].join('\n'),
  );
  if (figures.some(figure => isMissed(figure.value, figure.target))) {
    process.exitCode = 1;
  }
}

function verdict(value, target) {
  if (target === undefined) return '';
  return isMissed(value, target) ? 'missed' : 'met';
}

/** A figure that could not be measured, NaN, is missed as well. */
function isMissed(value, target) {
  return target !== undefined && !(value < target);
}

function duration(milliseconds) {
  if (!Number.isFinite(milliseconds)) return 'none';
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

function machine() {
  const processors = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${processors.length} × ${processors[0]?.model.trim()}, ${memory} GB, ${process.platform}-${process.arch}, Node ${process.versions.node}`;
}
