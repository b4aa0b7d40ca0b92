/**
 * A platform for tests of capabilities: the real runner on a real repository.
 *
 * @packageDocumentation
 */
export * from './testing/MemoryCluster';
export * from './testing/MemoryLedger';
export * from './testing/MemoryLogs';
export * from './testing/MemoryMetrics';
export * from './testing/refusalOf';
export * from './testing/sampleFiles';
export * from './testing/TestPlatform';
