const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const plugins = join(__dirname, '..', 'plugins');

/**
 * The floors of the house, from the ground up. Imports go down only; the first
 * pattern that a package's name matches says where it stands. All plugins that
 * own a noun share one floor with the surfaces, so that a surface imports the
 * registry and no noun's service.
 */
const FLOORS = [
  { pattern: /^platform-common$/, side: 'both', floor: 0 },
  { pattern: /-common$/, side: 'both', floor: 1 },
  { pattern: /^platform-node$/, side: 'backend', floor: 3 },
  { pattern: /-node$/, side: 'backend', floor: 2 },
  { pattern: /-backend(?:-module-.+)?$/, side: 'backend', floor: 4 },
  { pattern: /^backend$/, side: 'backend', floor: 5 },
  { pattern: /-react$/, side: 'frontend', floor: 2 },
  { pattern: /^app$/, side: 'frontend', floor: 4 },
  { pattern: /^/, side: 'frontend', floor: 3 },
];

/** Whether one package of this repository may import another. */
function mayImport(importer, imported) {
  const from = placeOf(importer);
  const to = placeOf(imported);
  return to.floor < from.floor && (to.side === 'both' || to.side === from.side);
}

/** The packages that lint refuses to see imported, paths below them included. */
function forbiddenImports(importer) {
  return packageNames().filter(
    name => name !== importer && !mayImport(importer, name),
  );
}

function placeOf(name) {
  const short = name.replace(/^@mctl\/plugin-/, '');
  return FLOORS.find(({ pattern }) => pattern.test(short));
}

function packageNames() {
  return readdirSync(plugins).map(
    folder =>
      JSON.parse(readFileSync(join(plugins, folder, 'package.json'), 'utf8'))
        .name,
  );
}

module.exports = { forbiddenImports, mayImport };
