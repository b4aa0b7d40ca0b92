import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { clusterStatusServiceRef } from '../clusterStatusService';
import { readClusterConnection } from '../connection';
import { readNeighborUrl } from '../neighbors';
import { LokiLogs } from './LokiLogs';
import { PodLogs } from './PodLogs';
import type { ClusterLogs } from './types';

/**
 * What services write: from Loki where `mctl.logs.loki.url` names one,
 * otherwise from the pods that there are.
 *
 * @public
 */
export const clusterLogsServiceRef = createServiceRef<ClusterLogs>({
  id: 'mctl.cluster-logs',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        status: clusterStatusServiceRef,
      },
      factory({ config, status }) {
        const url = readNeighborUrl(config, 'mctl.logs.loki.url');
        const pods = PodLogs.create({
          connection: readClusterConnection(config),
          status,
        });
        return url ? LokiLogs.create({ url, pods }) : pods;
      },
    }),
});
