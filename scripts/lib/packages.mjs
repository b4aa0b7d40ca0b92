import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../toolchain.mjs';

const PORTAL_ROLES = new Set([
  'frontend',
  'frontend-plugin',
  'web-library',
  'common-library',
]);

/** The folders of all packages of the workspace. */
export function packageFolders() {
  return ['packages', 'plugins'].flatMap(parent =>
    readdirSync(join(root, parent))
      .map(name => join(root, parent, name))
      .filter(folder => existsSync(join(folder, 'package.json'))),
  );
}

/** The folders of the packages that the portal is built from. */
export function packagesBelowPortal() {
  return packageFolders().filter(folder => {
    const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
    return PORTAL_ROLES.has(JSON.parse(manifest).backstage?.role);
  });
}
