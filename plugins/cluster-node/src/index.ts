/**
 * The cluster behind one interface.
 *
 * @packageDocumentation
 */
export * from './clock';
export * from './clusterStatusService';
export * from './connection';
export * from './InformedClusterStatus';
export * from './logs/clusterLogsService';
export * from './logs/LokiLogs';
export * from './logs/PodLogs';
export * from './logs/types';
export * from './metrics/clusterMetricsService';
export * from './metrics/CombinedMetrics';
export * from './metrics/MetricsApi';
export * from './metrics/PrometheusMetrics';
export * from './metrics/types';
export * from './objectTypes';
export * from './stateDirectory';
export * from './types';
