/**
 * Every capability as a Backstage action.
 *
 * @packageDocumentation
 */
export { actionsPlugin as default } from './plugin';
