/**
 * What clusters promise, for whatever stands in for one to try.
 *
 * @packageDocumentation
 */
export * from './clusterStatus.contract';
export * from './logs/clusterLogs.contract';
export * from './metrics/clusterMetrics.contract';
