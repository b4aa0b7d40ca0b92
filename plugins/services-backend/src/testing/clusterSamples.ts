import type {
  ApplicationStatus,
  ContainerState,
  CronJobInfo,
  DeploymentInfo,
  EventInfo,
  PodInfo,
  Workload,
} from '@mctl/plugin-cluster-node';
import { SHOP_IMAGE } from './shopText';

const TIME = '2026-03-01T10:00:00.000Z';

/** How a container is, or was. */
export function containerState(
  state: ContainerState['state'],
  rest: Partial<ContainerState> = {},
): ContainerState {
  return {
    state,
    reason: null,
    message: null,
    exitCode: null,
    startedAt: null,
    finishedAt: null,
    ...rest,
  };
}

/** A pod of a release, running and ready unless told otherwise. */
export function pod(
  tag: string,
  container: Partial<PodInfo['containers'][number]> = {},
  rest: Partial<PodInfo> = {},
): PodInfo {
  const ready = container.ready ?? true;
  return {
    namespace: 'acme',
    name: `shop-${tag}-x`,
    uid: `pod-${tag}`,
    replicaSet: `shop-${tag}`,
    phase: ready ? 'Running' : 'Pending',
    ready,
    terminating: false,
    createdAt: TIME,
    startedAt: TIME,
    containers: [
      {
        name: 'shop',
        image: `${SHOP_IMAGE}:${tag}`,
        ready,
        restarts: 0,
        state: containerState('running'),
        lastState: null,
        ...container,
      },
    ],
    ...rest,
  };
}

/** The deployment of a release with one replica, complete unless told otherwise. */
export function workload(
  tag: string,
  options: {
    deployment?: Partial<DeploymentInfo>;
    pods?: PodInfo[];
    replicaSets?: Array<Partial<Workload['replicaSets'][number]>>;
  } = {},
): Workload {
  return {
    deployment: {
      namespace: 'acme',
      name: 'shop',
      uid: 'deployment',
      generation: 2,
      observedGeneration: 2,
      desired: 1,
      replicas: 1,
      updated: 1,
      ready: 1,
      available: 1,
      unavailable: 0,
      image: `${SHOP_IMAGE}:${tag}`,
      labels: {},
      annotations: {},
      conditions: [],
      ...options.deployment,
    },
    replicaSets: (options.replicaSets ?? [{}]).map(replicaSet => ({
      name: `shop-${tag}`,
      uid: 'replica-set',
      revision: 1,
      desired: 1,
      ready: 1,
      image: `${SHOP_IMAGE}:${tag}`,
      createdAt: TIME,
      ...replicaSet,
    })),
    pods: options.pods ?? [pod(tag)],
  };
}

/** A warning about a pod of a release. */
export function warning(tag: string, rest: Partial<EventInfo> = {}): EventInfo {
  return {
    namespace: 'acme',
    type: 'Warning',
    reason: 'Failed',
    message: 'manifest unknown',
    count: 3,
    firstSeen: TIME,
    lastSeen: TIME,
    object: { kind: 'Pod', name: `shop-${tag}-x`, uid: `pod-${tag}` },
    component: 'kubelet',
    ...rest,
  };
}

/** An application that is well, unless told otherwise. */
export function application(
  rest: Partial<ApplicationStatus> = {},
): ApplicationStatus {
  return {
    name: 'acme.svc.shop',
    sync: 'Synced',
    revision: '9fceb02',
    health: 'Healthy',
    healthMessage: null,
    operation: null,
    conditions: [],
    ...rest,
  };
}

/** A cron job that runs each night, unless told otherwise. */
export function cronJob(rest: Partial<CronJobInfo> = {}): CronJobInfo {
  return {
    namespace: 'acme',
    name: 'shop',
    uid: 'cron-job',
    generation: 1,
    schedule: '0 3 * * *',
    suspended: false,
    active: 0,
    image: `${SHOP_IMAGE}:2`,
    lastScheduledAt: null,
    lastSucceededAt: null,
    labels: {},
    annotations: {},
    ...rest,
  };
}
