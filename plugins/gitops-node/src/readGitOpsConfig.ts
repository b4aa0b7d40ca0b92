import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/** Where the GitOps repository is. */
export interface GitOpsConfig {
  /** Folder of the bare repository, absolute or from the checkout's root. */
  repository: string;
  branch: string;
}

const FILE_SCHEME = 'file:';
const DEFAULT_REPOSITORY = 'file:.mctl/gitops.git';
const DEFAULT_BRANCH = 'main';

/**
 * Reads `mctl.gitops`.
 *
 * @throws InputError when the repository is of a kind that is not supported
 */
export function readGitOpsConfig(config: RootConfigService): GitOpsConfig {
  const url =
    config.getOptionalString('mctl.gitops.repository') ?? DEFAULT_REPOSITORY;
  if (!url.startsWith(FILE_SCHEME)) {
    throw new InputError(
      `mctl.gitops.repository must start with "${FILE_SCHEME}" and name a bare repository on disk`,
    );
  }
  const path = url.slice(FILE_SCHEME.length).replace(/^\/\/(?=\/)/, '');
  if (!path) {
    throw new InputError('mctl.gitops.repository names no folder');
  }
  return {
    repository: path,
    branch: config.getOptionalString('mctl.gitops.branch') ?? DEFAULT_BRANCH,
  };
}
