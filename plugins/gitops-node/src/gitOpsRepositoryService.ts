import { resolve } from 'node:path';
import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { targetPaths } from '@backstage/cli-common';
import { BareGitRepository } from './BareGitRepository';
import { readGitOpsConfig } from './readGitOpsConfig';
import type { GitOpsRepository } from './types';

/** Folder of the project that a new repository starts as. */
const SEED_FOLDER = 'gitops';

/**
 * The GitOps repository that the configuration names.
 *
 * @remarks
 * Relative paths are resolved from the root of the checkout that the process
 * runs in, so that every command finds the same repository.
 *
 * @public
 */
export const gitOpsRepositoryServiceRef = createServiceRef<GitOpsRepository>({
  id: 'mctl.gitops',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.rootLogger,
        lifecycle: coreServices.rootLifecycle,
      },
      async factory({ config, logger, lifecycle }) {
        const { repository, branch } = readGitOpsConfig(config);
        const root = targetPaths.rootDir;
        const gitops = await BareGitRepository.create({
          directory: resolve(root, repository),
          branch,
          seedFrom: resolve(root, SEED_FOLDER),
          logger: logger.child({ service: 'mctl.gitops' }),
        });
        lifecycle.addShutdownHook(() => gitops.stop());
        return gitops;
      },
    }),
});
