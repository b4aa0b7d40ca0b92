/**
 * The embedded cluster: a Kubernetes API with small controllers.
 *
 * @packageDocumentation
 */
export { sandboxPlugin as default } from './plugin';
