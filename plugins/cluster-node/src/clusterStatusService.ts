import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { readClusterConnection } from './connection';
import { InformedClusterStatus } from './InformedClusterStatus';
import type { ClusterStatus } from './types';

/**
 * The cluster as informers keep it in memory, one for the whole backend.
 *
 * @remarks
 * Nothing waits for the cluster: until it answers, everything is unknown.
 *
 * @public
 */
export const clusterStatusServiceRef = createServiceRef<ClusterStatus>({
  id: 'mctl.cluster-status',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.rootLogger,
        lifecycle: coreServices.rootLifecycle,
      },
      factory({ config, logger, lifecycle }) {
        const status = InformedClusterStatus.create({
          connection: readClusterConnection(config),
          logger: logger.child({ service: 'cluster-status' }),
        });
        lifecycle.addShutdownHook(() => status.stop());
        status.start();
        return status;
      },
    }),
});
