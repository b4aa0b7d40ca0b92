const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const createBackstageConfig = require('@backstage/cli/config/eslint-factory');
const { forbiddenImports } = require('./floors');

/** The lint rules of a package of this repository. */
module.exports = function createConfig(folder) {
  const { name } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  return createBackstageConfig(folder, {
    rules: {
      'no-console': 'error',
      'max-lines': ['error', { max: 400 }],
      '@typescript-eslint/no-explicit-any': 'error',
    },
    testRules: { 'max-lines': 'off' },
    restrictedImportPatterns: forbiddenImports(name),
  });
};
