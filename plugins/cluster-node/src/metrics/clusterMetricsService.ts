import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { readClusterConnection } from '../connection';
import { readPrometheusUrl } from '../neighbors';
import { CombinedMetrics } from './CombinedMetrics';
import { MetricsApi } from './MetricsApi';
import { PrometheusMetrics } from './PrometheusMetrics';
import type { ClusterMetrics } from './types';

/**
 * What workloads use: now from the cluster's metrics server, and over time from
 * the Prometheus that `mctl.metrics.prometheus.url` names, or the sandbox's own.
 *
 * @public
 */
export const clusterMetricsServiceRef = createServiceRef<ClusterMetrics>({
  id: 'mctl.cluster-metrics',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { config: coreServices.rootConfig },
      factory({ config }) {
        const url = readPrometheusUrl(config);
        return CombinedMetrics.create({
          current: MetricsApi.create({
            connection: readClusterConnection(config),
          }),
          prometheus: url ? PrometheusMetrics.create({ url }) : undefined,
        });
      },
    }),
});
