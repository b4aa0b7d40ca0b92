/**
 * Tenants, people and services as catalog entities.
 *
 * @packageDocumentation
 */
export { catalogModulePlatform as default } from './module';
