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
 * @param {Array<Figure>} figures
 *
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} value milliseconds, how many a second, or bytes
 * @property {number} [target] what a rate must reach and the others must stay under
 * @property {'time' | 'rate' | 'memory'} [kind] a time unless said otherwise
 */
export function report(title, figures) {
  const rows = figures.map(figure => [
    figure.name,
    format(figure.value, figure),
    figure.target === undefined
      ? ''
      : `${isRate(figure) ? '≥' : '<'} ${format(figure.target, figure)}`,
    verdict(figure),
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
  if (figures.some(isMissed)) {
    process.exitCode = 1;
  }
}

function isRate({ kind }) {
  return kind === 'rate';
}

function verdict(figure) {
  if (figure.target === undefined) return '';
  return isMissed(figure) ? 'missed' : 'met';
}

/** A figure that could not be measured, NaN, is missed as well. */
function isMissed(figure) {
  const { value, target } = figure;
  if (target === undefined) return false;
  return isRate(figure) ? !(value >= target) : !(value < target);
}

function format(value, figure) {
  if (figure.kind === 'memory') return `${Math.round(value / 1024 ** 2)} MB`;
  if (!isRate(figure)) return duration(value);
  return Number.isFinite(value)
    ? `${value.toFixed(value < 100 ? 1 : 0)}/s`
    : 'none';
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
