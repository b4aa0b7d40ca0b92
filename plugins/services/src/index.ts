/**
 * Service pages: live status, releases, deploying, rolling back.
 *
 * @packageDocumentation
 */
export { servicesPlugin as default } from './plugin';
