/**
 * Tenant list and pages.
 *
 * @packageDocumentation
 */
export { tenantsPlugin as default } from './plugin';
