/**
 * Operation history, plan and progress screens.
 *
 * @packageDocumentation
 */
export { operationsPlugin as default } from './plugin';
