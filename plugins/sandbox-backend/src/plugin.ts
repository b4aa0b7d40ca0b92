import { join } from 'node:path';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  clusterStatusServiceRef,
  resolveStateDirectory,
  sandboxKubeConfigPath,
} from '@mctl/plugin-cluster-node';
import { gitOpsRepositoryServiceRef } from '@mctl/plugin-gitops-node';
import { accessServiceRef, callerServiceRef } from '@mctl/plugin-platform-node';
import { readSandboxSettings } from './config';
import { createSandboxRouter } from './createSandboxRouter';
import { SandboxCluster } from './SandboxCluster';
import { untilSeen } from './untilSeen';

/** Milliseconds; seeing it takes a fraction of a second. */
const SEEN_WITHIN = 10_000;

/**
 * The cluster embedded in the backend. It does nothing when the platform is
 * configured with another cluster.
 *
 * @public
 */
export const sandboxPlugin = createBackendPlugin({
  pluginId: 'sandbox',
  register(env) {
    env.registerInit({
      deps: {
        access: accessServiceRef,
        status: clusterStatusServiceRef,
        callers: callerServiceRef,
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        repository: gitOpsRepositoryServiceRef,
      },
      async init(deps) {
        const { access, callers, config, httpRouter, lifecycle } = deps;
        const { logger, repository, status } = deps;
        const settings = readSandboxSettings(config);
        if (!settings) {
          return;
        }
        const cluster = await SandboxCluster.start({
          ...settings,
          folder: join(resolveStateDirectory(config), 'sandbox'),
          kubeConfigFile: sandboxKubeConfigPath(config),
          repository,
          logger,
        });
        lifecycle.addShutdownHook(() => cluster.stop());
        if (!(await untilSeen(status, AbortSignal.timeout(SEEN_WITHIN)))) {
          logger.warn('The platform does not see its own sandbox cluster yet');
        }
        logger.info(
          `The sandbox cluster serves its Kubernetes API on port ${cluster.port}, services on port ${cluster.ingressPort}`,
        );

        // The router asks the caller service, which knows every kind of bearer.
        httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
        httpRouter.use(
          createSandboxRouter({ faults: cluster.faults, callers, access }),
        );
      },
    });
  },
});
