/**
 * Points the Kubernetes plugin at the platform's cluster.
 *
 * @packageDocumentation
 */
export { kubernetesModulePlatform as default } from './module';
