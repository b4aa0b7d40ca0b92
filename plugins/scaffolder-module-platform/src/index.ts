/**
 * Fields of the scaffolder's forms that ask the platform as one types.
 *
 * @packageDocumentation
 */
export { scaffolderModulePlatform as default } from './module';
