// The index of docs/reference/security.md: each row that is built names the
// tests that show it.
import { globSync } from 'node:fs';

const TEST_FILE = /\.test\.(?:ts|tsx|mjs)$/;
const NOT_BUILT = /^not built: \S/;

/**
 * A row of the tables: what is survived, and the patterns of its tests.
 *
 * @typedef {{ name: string, tests: string[], notBuilt: boolean }} Row
 */

/**
 * The rows of every table in a Markdown text whose last column is "Tests".
 *
 * @param {string} text
 * @returns {Row[]}
 */
export function readRows(text) {
  /** @type {Row[]} */
  const rows = [];
  let inTable = false;
  for (const line of text.split('\n')) {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim());
    if (cells.length === 0) {
      inTable = false;
    } else if (cells.at(-1) === 'Tests') {
      inTable = true;
    } else if (inTable && !/^-+$/.test(cells[0])) {
      const tests = cells.at(-1) ?? '';
      rows.push({
        name: cells[0],
        tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, pattern]) => pattern),
        notBuilt: NOT_BUILT.test(tests),
      });
    }
  }
  return rows;
}

/**
 * What is wrong with the index, a line for each fault.
 *
 * @param {string} text
 * @param {string} root folder that the patterns start from
 * @returns {string[]}
 */
export function indexFaults(text, root) {
  const rows = readRows(text);
  if (rows.length === 0) {
    return ['There is no row: a table needs a last column "Tests"'];
  }
  const names = rows.map(({ name }) => name);
  return rows.flatMap(({ name, notBuilt, tests }, index) => [
    ...(names.indexOf(name) === index ? [] : [`${name}: stands there twice`]),
    ...(tests.length > 0 || notBuilt
      ? []
      : [`${name}: names no test; write one, or "not built: <why>"`]),
    ...(tests.length > 0 && notBuilt
      ? [`${name}: is not built and names tests`]
      : []),
    ...tests.flatMap(pattern => patternFaults(name, pattern, root)),
  ]);
}

/**
 * @param {string} name
 * @param {string} pattern
 * @param {string} root
 */
function patternFaults(name, pattern, root) {
  const files = globSync(pattern, { cwd: root });
  if (files.length === 0) {
    return [`${name}: no file matches ${pattern}`];
  }
  return files
    .filter(file => !TEST_FILE.test(file))
    .map(file => `${name}: ${file} is no test`);
}
