/**
 * Scaffolder actions over the platform's operations.
 *
 * @packageDocumentation
 */
export { scaffolderModulePlatform as default } from './module';
