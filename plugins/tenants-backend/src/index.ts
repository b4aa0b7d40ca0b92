/**
 * Tenants as capabilities.
 *
 * @packageDocumentation
 */
export { tenantsPlugin as default } from './plugin';
