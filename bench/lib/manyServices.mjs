import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../scripts/toolchain.mjs';

const SCRIPTS = join(root, 'plugins', 'gitops-node', 'scripts');

/** Runs a script of gitops-node, which is TypeScript, and returns its output. */
function runScript(name, ...args) {
  return execFileSync(
    process.execPath,
    [
      '--require',
      '@backstage/cli/config/nodeTransform.cjs',
      join(SCRIPTS, `${name}.ts`),
      ...args.map(String),
    ],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
}

/**
 * Writes a bare repository that holds services as the platform renders them.
 *
 * @param {string} folder
 * @param {{ tenants: number, servicesPerTenant: number }} size
 */
export function writeManyServices(folder, { tenants, servicesPerTenant }) {
  runScript('writeManyServices', folder, tenants, servicesPerTenant);
}

/**
 * How long the first snapshot of a repository takes, and those after a push.
 *
 * @param {string} folder
 * @returns {{ services: number, load: number, pushes: number[] }} milliseconds
 */
export function measureSnapshot(folder) {
  return JSON.parse(runScript('measureSnapshot', folder));
}
