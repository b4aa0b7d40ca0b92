/** Names of the faults that can be injected. */
export const FAULT_NAMES = [
  'image-missing',
  'image-auth',
  'image-arch',
  'crash-loop',
  'bad-command',
  'oom',
  'leak',
  'config-missing',
  'secret-key-missing',
  'liveness-port',
  'slow-start',
  'dependency-down',
  'unschedulable',
  'disk-full',
  'job-failed',
  'workflow-failed',
  'autoscaler-blind',
  'logs-forbidden',
  'alert-only',
  'volume',
  'cpu-throttle',
  'credential-rotated',
  'sync-failed',
] as const;

/** A kind of fault. */
export type FaultKind = (typeof FAULT_NAMES)[number];

/** What each fault does. */
export const FAULT_KINDS: Readonly<Record<FaultKind, string>> = {
  'image-missing':
    'Pods that have not started yet cannot pull their image: the registry does not know the tag.',
  'image-auth':
    'Pods that have not started yet cannot pull their image: the registry refuses their credentials.',
  'image-arch':
    'The image is for another architecture: each container that starts ends at once with "exec format error".',
  'crash-loop':
    'The container exits with code 1 soon after it starts, again and again.',
  'bad-command':
    'The command of the container is not in the image: containers that start from now on never come up.',
  oom: 'The container needs half as much memory again as it may use, and is killed for it. A larger limit heals it.',
  leak: 'The container uses 2 MiB more memory with every second, until it is killed for it. A larger limit only delays it.',
  'config-missing':
    'Pods that have not started yet cannot mount a config map: there is none of that name.',
  'secret-key-missing':
    'Containers that have not started yet lack a key of a secret in their environment.',
  'liveness-port':
    'The container does not listen where its liveness probe asks, and is restarted for it. A service without a liveness probe is treated as if it had one; a probe of another port heals it.',
  'slow-start':
    'The container listens only 41 seconds after it starts, too late for its liveness probe. A startup probe that waits heals it; a service without a liveness probe is treated as if it had one.',
  'dependency-down':
    'What the service depends on (`target`, host and port) refuses connections: requests fail and HTTP readiness probes get 503.',
  unschedulable: 'No node has the memory for pods that have none yet.',
  'disk-full':
    'The volume of the container is full: writing fails, requests fail, and the container ends after 20 seconds.',
  'job-failed': 'The pods of jobs of the service end with exit code 1.',
  'workflow-failed':
    'Workflows of the service fail. There is no object for it in the cluster yet; the alert tells it.',
  'autoscaler-blind':
    'The autoscaler of the service finds no CPU request to compare with and does nothing.',
  'logs-forbidden': 'The API refuses to hand out logs of the pods.',
  'alert-only':
    'An alert with text that misleads; nothing is wrong in the cluster.',
  volume:
    'Pods that have not started yet cannot attach their volume while another pod of the service uses it.',
  'cpu-throttle':
    'The container wants more CPU than it may use: it is throttled and answers slowly.',
  'credential-rotated':
    'A credential was changed: containers that were started before fail to log in. A restart heals it.',
  'sync-failed': 'Argo CD cannot apply the manifests of the service.',
};

/** A fault that somebody injected into a service. */
export interface Fault {
  tenant: string;
  service: string;
  fault: FaultKind;
  /** Only pods that run this tag have it, so that a rollback heals. */
  release?: string;
  /** What is down, as `host` or `host:port`; only of `dependency-down`. */
  target?: string;
  /** From when on pods have it, ISO 8601. */
  activeAt: string;
  /** What the container needs, in bytes; only of `oom`. */
  memoryBytes?: number;
  /** Where the liveness probe asks in vain; only of `liveness-port`. */
  port?: number;
}

/** A fault that was taken back or replaced. */
export interface PastFault extends Fault {
  /** Until when pods had it, ISO 8601. */
  endedAt: string;
}
