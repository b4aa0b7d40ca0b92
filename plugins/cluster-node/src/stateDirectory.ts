import { resolve } from 'node:path';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { targetPaths } from '@backstage/cli-common';

const DEFAULT_STATE_DIRECTORY = '.mctl';

/**
 * The absolute path of the folder that holds all state of the embedded default
 * (`mctl.stateDir`). Relative paths start at the root of the checkout, however
 * deep inside it the process was started; that of the GitOps repository too.
 *
 * @public
 */
export function resolveStateDirectory(config: RootConfigService): string {
  const configured =
    config.getOptionalString('mctl.stateDir') ?? DEFAULT_STATE_DIRECTORY;
  return resolve(targetPaths.rootDir, configured);
}
