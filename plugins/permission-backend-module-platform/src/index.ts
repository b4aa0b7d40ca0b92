/**
 * The permission policy.
 *
 * @packageDocumentation
 */
export { permissionModulePlatform as default } from './module';
