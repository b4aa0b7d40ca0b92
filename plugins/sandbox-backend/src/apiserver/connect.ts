import { StatusError } from '../store/StatusError';

/** Subresources of pods that connect to what runs in them, and what else helps. */
const CONNECTIONS = new Map([
  ['exec', 'run a command in a container'],
  ['attach', 'attach to a container'],
  ['portforward', 'forward a port to a pod'],
  ['proxy', 'reach a pod through the API'],
  ['ephemeralcontainers', 'debug a pod'],
]);

/** Whether a subresource of a pod would connect to what runs in it. */
export function isConnection(subresource: string | undefined): boolean {
  return CONNECTIONS.has(subresource ?? '');
}

/** Why nobody can connect, since pods here are no processes. */
export function refuseConnection(subresource: string): StatusError {
  return new StatusError(
    'MethodNotAllowed',
    `the sandbox cluster cannot ${CONNECTIONS.get(subresource)}, because its containers are simulated and nothing runs in them: look at "kubectl logs", "kubectl describe pod" and "kubectl get events" instead, open a service by its host name on the ingress port, or set mctl.cluster to a real cluster`,
  );
}
