import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RootConfigService } from '@backstage/backend-plugin-api';

const DEFAULT_STATE_DIRECTORY = '.mctl';

/**
 * The absolute path of the folder that holds all state of the embedded default
 * (`mctl.stateDir`). Relative paths start at the root of the checkout, however
 * deep inside it the process was started.
 *
 * @public
 */
export function resolveStateDirectory(config: RootConfigService): string {
  const configured =
    config.getOptionalString('mctl.stateDir') ?? DEFAULT_STATE_DIRECTORY;
  return resolve(findCheckoutRoot(process.cwd()), configured);
}

function findCheckoutRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (isWorkspaceRoot(join(folder, 'package.json'))) {
      return folder;
    }
    if (dirname(folder) === folder) {
      return start;
    }
  }
}

function isWorkspaceRoot(manifest: string): boolean {
  return (
    existsSync(manifest) &&
    'workspaces' in JSON.parse(readFileSync(manifest, 'utf8'))
  );
}
