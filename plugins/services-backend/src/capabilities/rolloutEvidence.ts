import { isKnown, type Evidence } from '@mctl/plugin-platform-common';
import type {
  ClusterStatus,
  PodInfo,
  Workload,
} from '@mctl/plugin-cluster-node';

/** Evidence that is kept on the operation. */
const MAX_EVIDENCE = 10;

/**
 * Pods of the newest replica set. Those of an older one may run the same image
 * and crash for want of what the release brings.
 */
export function newestPods(workload: Workload): PodInfo[] {
  const newest = newestReplicaSet(workload);
  return newest
    ? workload.pods.filter(
        pod => !pod.terminating && pod.replicaSet === newest.name,
      )
    : [];
}

function newestReplicaSet({ replicaSets, deployment }: Workload) {
  return replicaSets
    .filter(({ image }) => image === deployment.image)
    .sort((a, b) => b.revision - a.revision)
    .at(0);
}

/** Crashes and warnings that a rollout has shown, oldest first. */
export function rolloutEvidence(options: {
  cluster: ClusterStatus;
  tenant: string;
  service: string;
  workload: Workload;
}): Evidence[] {
  const { cluster, tenant, service, workload } = options;
  const pods = newestPods(workload);
  // A quota keeps pods from being made; its replica set tells.
  const names = new Set(
    [newestReplicaSet(workload), ...pods].map(object => object?.name),
  );
  const observed = cluster.workloadEvents(tenant, service);
  const events = isKnown(observed)
    ? observed.value
        .filter(
          event => event.type === 'Warning' && names.has(event.object.name),
        )
        .map(event => ({
          source: 'event',
          object: `${event.object.kind} ${tenant}/${event.object.name}`,
          reason: event.reason,
          message: event.message,
          ...(event.lastSeen && { time: event.lastSeen }),
          count: event.count,
        }))
    : [{ source: 'event', message: `Events: unknown, ${observed.unknown}` }];
  return [...pods.flatMap(pod => crashesOf(pod, tenant)), ...events].slice(
    -MAX_EVIDENCE,
  );
}

function crashesOf(pod: PodInfo, tenant: string): Evidence[] {
  return pod.containers.flatMap(({ lastState, name }) =>
    lastState?.state === 'terminated'
      ? [
          {
            source: 'pod',
            object: `Pod ${tenant}/${pod.name}`,
            ...(lastState.reason && { reason: lastState.reason }),
            message: `container ${name} ended with exit code ${lastState.exitCode}`,
            ...(lastState.finishedAt && { time: lastState.finishedAt }),
          },
        ]
      : [],
  );
}
