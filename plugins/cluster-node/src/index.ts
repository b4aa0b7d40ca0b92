/**
 * The cluster behind one interface.
 *
 * @packageDocumentation
 */
export * from './clock';
export * from './clusterStatusService';
export * from './connection';
export * from './InformedClusterStatus';
export * from './objectTypes';
export * from './stateDirectory';
export * from './types';
