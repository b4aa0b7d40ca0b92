/**
 * Sign-in for the local people of the embedded default.
 *
 * @packageDocumentation
 */
export { authModulePlatform as default } from './module';
