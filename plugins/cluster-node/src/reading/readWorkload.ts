import type {
  V1ContainerState,
  V1Deployment,
  V1Pod,
  V1ReplicaSet,
} from '@kubernetes/client-node';
import type {
  ContainerState,
  DeploymentInfo,
  PodInfo,
  Workload,
} from '../types';
import { isoTime } from './isoTime';
import { readCondition } from './readCondition';

const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision';

/** A deployment with its replica sets, newest first, and each one's pods. */
export interface WorkloadObjects {
  deployment: V1Deployment;
  replicaSets: ReadonlyArray<{
    replicaSet: V1ReplicaSet;
    pods: readonly V1Pod[];
  }>;
}

export function readWorkload(objects: WorkloadObjects): Workload {
  return {
    deployment: readDeployment(objects.deployment),
    replicaSets: objects.replicaSets.map(({ replicaSet }) => ({
      name: replicaSet.metadata?.name ?? '',
      uid: replicaSet.metadata?.uid ?? '',
      revision: revisionOf(replicaSet),
      desired: replicaSet.spec?.replicas ?? 1,
      ready: replicaSet.status?.readyReplicas ?? 0,
      image: replicaSet.spec?.template?.spec?.containers[0]?.image ?? '',
      createdAt: isoTime(replicaSet.metadata?.creationTimestamp) ?? '',
    })),
    pods: objects.replicaSets.flatMap(({ replicaSet, pods }) =>
      pods.map(pod => readPod(pod, replicaSet.metadata?.name ?? null)),
    ),
  };
}

/** The revision of a replica set; 0 when it has none yet. */
export function revisionOf(replicaSet: V1ReplicaSet): number {
  return Number(replicaSet.metadata?.annotations?.[REVISION_ANNOTATION] ?? 0);
}

function readDeployment(deployment: V1Deployment): DeploymentInfo {
  const { metadata, spec, status } = deployment;
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
    generation: metadata?.generation ?? 0,
    observedGeneration: status?.observedGeneration ?? 0,
    desired: spec?.replicas ?? 1,
    replicas: status?.replicas ?? 0,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    unavailable: status?.unavailableReplicas ?? 0,
    image: spec?.template.spec?.containers[0]?.image ?? '',
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations ?? {},
    conditions: (status?.conditions ?? []).map(readCondition),
  };
}

/** A pod of a replica set, or of another owner. */
export function readPod(pod: V1Pod, replicaSet: string | null): PodInfo {
  const statuses = pod.status?.containerStatuses ?? [];
  return {
    namespace: pod.metadata?.namespace ?? '',
    name: pod.metadata?.name ?? '',
    uid: pod.metadata?.uid ?? '',
    replicaSet,
    phase: pod.status?.phase ?? 'Unknown',
    ready:
      pod.status?.conditions?.some(
        condition => condition.type === 'Ready' && condition.status === 'True',
      ) ?? false,
    terminating: pod.metadata?.deletionTimestamp !== undefined,
    createdAt: isoTime(pod.metadata?.creationTimestamp) ?? '',
    startedAt: isoTime(pod.status?.startTime),
    containers: (pod.spec?.containers ?? []).map(container => {
      const status = statuses.find(({ name }) => name === container.name);
      return {
        name: container.name,
        image: container.image ?? '',
        ready: status?.ready ?? false,
        restarts: status?.restartCount ?? 0,
        state: readContainerState(status?.state),
        lastState: readContainerState(status?.lastState),
      };
    }),
  };
}

function readContainerState(
  state: V1ContainerState | undefined,
): ContainerState | null {
  const none = {
    reason: null,
    message: null,
    exitCode: null,
    startedAt: null,
    finishedAt: null,
  };
  if (state?.waiting) {
    const { reason, message } = state.waiting;
    return {
      ...none,
      state: 'waiting',
      reason: reason ?? null,
      message: message ?? null,
    };
  }
  if (state?.running) {
    return {
      ...none,
      state: 'running',
      startedAt: isoTime(state.running.startedAt),
    };
  }
  if (state?.terminated) {
    const { reason, message, exitCode, startedAt, finishedAt } =
      state.terminated;
    return {
      state: 'terminated',
      reason: reason ?? null,
      message: message ?? null,
      exitCode,
      startedAt: isoTime(startedAt),
      finishedAt: isoTime(finishedAt),
    };
  }
  return null;
}
