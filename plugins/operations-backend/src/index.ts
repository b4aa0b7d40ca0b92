/**
 * Ledger, control loop and REST of all capabilities.
 *
 * @packageDocumentation
 */
export { operationsPlugin as default } from './plugin';
