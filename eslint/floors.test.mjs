import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import floors from './floors.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const named = name =>
  ['app', 'backend'].includes(name) ? name : `@mctl/plugin-${name}`;

const CASES = [
  ['gitops-node', 'platform-common', true],
  ['platform-node', 'gitops-node', true],
  ['platform-node', 'cluster-node', true],
  ['tenants-backend', 'platform-node', true],
  ['catalog-backend-module-platform', 'platform-node', true],
  ['incidents-common', 'platform-common', true],
  ['platform-react', 'platform-common', true],
  ['tenants', 'platform-react', true],
  ['app', 'tenants', true],
  ['backend', 'tenants-backend', true],

  ['platform-common', 'platform-node', false],
  ['gitops-node', 'cluster-node', false],
  ['gitops-node', 'platform-node', false],
  ['platform-node', 'tenants-backend', false],
  ['tenants-backend', 'services-backend', false],
  ['mcp-backend', 'tenants-backend', false],
  ['operations-backend', 'services-backend', false],
  ['catalog-backend-module-platform', 'sandbox-backend', false],
  ['tenants', 'services', false],
  ['tenants', 'platform-node', false],
  ['platform-react', 'tenants', false],
  ['tenants-backend', 'platform-react', false],
  ['app', 'tenants-backend', false],
];

for (const [importer, imported, allowed] of CASES) {
  test(`${importer} ${allowed ? 'may' : 'may not'} import ${imported}`, () => {
    assert.equal(floors.mayImport(named(importer), named(imported)), allowed);
  });
}

/** The rules that a line of code breaks when it stands in a package. */
async function lint(folder, code) {
  const eslint = new ESLint({ cwd: join(root, folder) });
  const [result] = await eslint.lintText(code, {
    filePath: join(root, folder, 'src', 'sample.ts'),
  });
  return result.messages.map(message => message.ruleId);
}

test('lint refuses an import that goes up', async () => {
  const broken = await lint(
    'plugins/mcp-backend',
    "export { default } from '@mctl/plugin-tenants-backend';\n",
  );

  assert.ok(broken.includes('no-restricted-imports'));
});

test('lint lets an import go down', async () => {
  const broken = await lint(
    'plugins/mcp-backend',
    "export { NAME_PATTERN } from '@mctl/plugin-platform-common';\n",
  );

  assert.deepEqual(broken, []);
});

test('lint refuses console, any and long files', async () => {
  const code = `export const value: any = 1;\nconsole.log(value);\n${'\n'.repeat(400)}`;
  const broken = await lint('plugins/mcp-backend', code);

  for (const rule of [
    'no-console',
    '@typescript-eslint/no-explicit-any',
    'max-lines',
  ]) {
    assert.ok(broken.includes(rule), rule);
  }
});
