/**
 * Services and releases as capabilities.
 *
 * @packageDocumentation
 */
export { servicesPlugin as default } from './plugin';
