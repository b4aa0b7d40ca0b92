import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fingerprint } from './fingerprint.mjs';

let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fingerprint-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src', 'a.ts'), 'a');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('stays the same while nothing changes', () => {
  assert.equal(fingerprint([folder]), fingerprint([folder]));
});

const CHANGES = {
  'a content': () => writeFileSync(join(folder, 'src', 'a.ts'), 'b'),
  'a new file': () => writeFileSync(join(folder, 'src', 'b.ts'), ''),
  'a name': () => renameSync(join(folder, 'src', 'a.ts'), join(folder, 'b.ts')),
  'a removal': () => rmSync(join(folder, 'src', 'a.ts')),
};

for (const [title, change] of Object.entries(CHANGES)) {
  test(`changes with ${title}`, () => {
    const before = fingerprint([folder]);
    change();
    assert.notEqual(fingerprint([folder]), before);
  });
}

test('leaves out what is installed or built', () => {
  const before = fingerprint([folder]);
  for (const name of ['node_modules', 'dist']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'file'), '');
  }
  assert.equal(fingerprint([folder]), before);
});

test('takes paths that are not there', () => {
  assert.doesNotThrow(() => fingerprint([join(folder, 'missing')]));
});
