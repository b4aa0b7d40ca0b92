import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../toolchain.mjs';
import { indexFaults, readRows } from './securityIndex.mjs';

const text = readFileSync(join(root, 'docs/reference/security.md'), 'utf8');

/** @param {string[]} rows */
const table = (...rows) =>
  ['| Attack | Holds | Tests |', '| --- | --- | --- |', ...rows].join('\n');

test('every row that is built has its tests', () => {
  assert.deepEqual(indexFaults(text, root), []);
});

test('every security test stands in a row', () => {
  const named = readRows(text)
    .flatMap(({ tests }) => tests)
    .flatMap(pattern => globSync(pattern, { cwd: root }));
  const files = globSync(
    '{plugins,packages}/*/src/**/*.security.test.{ts,tsx}',
    {
      cwd: root,
    },
  );
  assert.ok(files.length > 0);
  assert.deepEqual(
    files.filter(file => !named.includes(file)),
    [],
  );
});

test('reads the rows of several tables and nothing else', () => {
  const rows = readRows(
    `# Title\n\n| Other | Table |\n| --- | --- |\n| a | b |\n\n${table(
      '| One | Holds | `a.test.ts` `b/*.test.ts` |',
    )}\n\ntext\n\n${table('| Two | Holds | not built: later |')}\n`,
  );
  assert.deepEqual(rows, [
    { name: 'One', tests: ['a.test.ts', 'b/*.test.ts'], notBuilt: false },
    { name: 'Two', tests: [], notBuilt: true },
  ]);
});

for (const [what, rows, fault] of /** @type {[string, string[], RegExp][]} */ ([
  ['a row without a test', ['| One | Holds | |'], /One: names no test/],
  ['a row that gives no reason', ['| One | x | not built: |'], /names no test/],
  [
    'a test that is not there',
    ['| One | Holds | `scripts/lib/nothing.test.mjs` |'],
    /One: no file matches scripts\/lib\/nothing\.test\.mjs/,
  ],
  [
    'a file that is no test',
    ['| One | Holds | `scripts/lib/securityIndex.mjs` |'],
    /securityIndex\.mjs is no test/,
  ],
  [
    'a row that is both',
    ['| One | x | not built: later `scripts/lib/securityIndex.test.mjs` |'],
    /is not built and names tests/,
  ],
  [
    'a row that stands there twice',
    ['| One | x | not built: later |', '| One | x | not built: later |'],
    /One: stands there twice/,
  ],
  ['no row at all', [], /There is no row/],
])) {
  test(`complains about ${what}`, () => {
    const faults = indexFaults(table(...rows), root);
    assert.equal(faults.length, 1, faults.join('\n'));
    assert.match(faults[0], fault);
  });
}
