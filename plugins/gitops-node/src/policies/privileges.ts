import {
  containersOf,
  makesPods,
  podOf,
  type PolicyContainer,
  type PolicyPod,
} from './podsOf';
import type { PolicyRule } from './PolicyRule';

/** Faults of a pod as a whole, by what they are. */
function podFaults(pod: PolicyPod): string[] {
  return [
    pod.hostNetwork && 'uses the network of its node',
    pod.hostPID && 'sees the processes of its node',
    pod.hostIPC && 'shares memory with its node',
    pod.automountServiceAccountToken !== false &&
      'is given a token of the Kubernetes API',
    ...(pod.volumes ?? []).map(
      ({ name, hostPath }) =>
        hostPath !== undefined && `mounts a folder of its node as ${name}`,
    ),
  ].filter(fault => typeof fault === 'string');
}

/** Faults of a container; what it does not say, its pod may. */
function containerFaults(
  { ports = [], securityContext: own = {} }: PolicyContainer,
  { securityContext: shared = {} }: PolicyPod,
): string[] {
  const seccomp = (own.seccompProfile ?? shared.seccompProfile)?.type;
  const user = own.runAsUser ?? shared.runAsUser;
  const added = own.capabilities?.add ?? [];
  return [
    own.privileged && 'is privileged',
    ((own.runAsNonRoot ?? shared.runAsNonRoot) !== true || user === 0) &&
      'may run as root',
    own.allowPrivilegeEscalation !== false && 'may gain privileges',
    own.readOnlyRootFilesystem !== true && 'may write to its root file system',
    added.length > 0 && `adds the capabilities ${added.join(', ')}`,
    !own.capabilities?.drop?.includes('ALL') && 'keeps default capabilities',
    (seccomp === undefined || seccomp === 'Unconfined') &&
      'may make any system call',
    own.procMount !== undefined &&
      own.procMount !== 'Default' &&
      'sees all of /proc',
    ...ports.map(
      ({ hostPort }) =>
        hostPort !== undefined && `takes the port ${hostPort} of its node`,
    ),
  ].filter(fault => typeof fault === 'string');
}

/** Nothing runs with more rights than a service needs. */
export const privileges: PolicyRule<'privileges'> = ({ object }) => {
  const pod = podOf(object);
  if (!pod) {
    return makesPods(object)
      ? [
          {
            key: 'unreadable',
            message: 'its pod cannot be read, so nobody knows its rights',
            remedy: 'Correct the manifest.',
          },
        ]
      : [];
  }
  const faults = [
    ...podFaults(pod).map(fault => `the pod ${fault}`),
    ...containersOf(pod).flatMap(container =>
      containerFaults(container, pod).map(
        fault => `the container ${container.name} ${fault}`,
      ),
    ),
  ];
  return faults.map(message => ({
    key: message,
    message,
    remedy: 'Run it without; the platform renders workloads that way.',
  }));
};
