import type { Evidence } from '@mctl/plugin-platform-common';
import type {
  ClusterStatus,
  PodInfo,
  Workload,
} from '@mctl/plugin-cluster-node';
import { endOf, MAX_EVIDENCE, warningsAbout } from './evidence';

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
  const { workload } = options;
  const pods = newestPods(workload);
  // A quota keeps pods from being made; its replica set tells.
  const names = new Set(
    [newestReplicaSet(workload), ...pods].map(object => object?.name),
  );
  return [
    ...pods.flatMap(pod =>
      pod.containers.flatMap(({ name, lastState }) =>
        endOf({ pod, name, state: lastState }),
      ),
    ),
    ...warningsAbout(names, options),
  ].slice(-MAX_EVIDENCE);
}
