/**
 * A platform for tests of pages.
 *
 * @packageDocumentation
 */
export * from './testing/FakePlatform';
export * from './testing/samples';
export * from './testing/serviceSamples';
