import type { Observed } from '@mctl/plugin-platform-common';
import type {
  AutoscalerInfo,
  ClaimInfo,
  CronJobInfo,
  JobInfo,
} from './objectTypes';

/** What an Argo CD Application says of itself. @public */
export interface ApplicationStatus {
  name: string;
  /** `Synced`, `OutOfSync` or `Unknown`. */
  sync: 'Synced' | 'OutOfSync' | 'Unknown';
  /** The commit that was compared with, `status.sync.revision`. */
  revision: string | null;
  health:
    | 'Healthy'
    | 'Progressing'
    | 'Degraded'
    | 'Suspended'
    | 'Missing'
    | 'Unknown';
  healthMessage: string | null;
  /** The last sync, when there was one. */
  operation: {
    /** `Running`, `Succeeded`, `Failed`, `Error` or `Terminating`. */
    phase: string;
    message: string | null;
    revision: string | null;
    startedAt: string | null;
    finishedAt: string | null;
  } | null;
  /** Errors and warnings such as `ComparisonError`. */
  conditions: Array<{ type: string; message: string; time: string | null }>;
}

/** A container's state as Kubernetes reports it. @public */
export interface ContainerState {
  state: 'waiting' | 'running' | 'terminated';
  reason: string | null;
  message: string | null;
  exitCode: number | null;
  startedAt: string | null;
  finishedAt: string | null;
}

/** A pod of a workload. @public */
export interface PodInfo {
  namespace: string;
  name: string;
  uid: string;
  /** Owning replica set, when there is one. */
  replicaSet: string | null;
  /** `pod-template-hash` of the replica set. */
  phase: string;
  ready: boolean;
  /** The pod is being deleted. */
  terminating: boolean;
  createdAt: string;
  startedAt: string | null;
  containers: Array<{
    name: string;
    image: string;
    ready: boolean;
    restarts: number;
    state: ContainerState | null;
    lastState: ContainerState | null;
  }>;
}

/** A condition of an object. @public */
export interface ConditionInfo {
  type: string;
  status: string;
  reason: string | null;
  message: string | null;
  lastTransitionTime: string | null;
}

/** A deployment's rollout. @public */
export interface DeploymentInfo {
  namespace: string;
  name: string;
  uid: string;
  generation: number;
  observedGeneration: number;
  /** `spec.replicas`. */
  desired: number;
  replicas: number;
  updated: number;
  ready: number;
  available: number;
  unavailable: number;
  /** Image of the first container of the template. */
  image: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  conditions: ConditionInfo[];
}

/** A deployment with what it owns, found by owner references. @public */
export interface Workload {
  deployment: DeploymentInfo;
  replicaSets: Array<{
    name: string;
    uid: string;
    /** `deployment.kubernetes.io/revision`. */
    revision: number;
    desired: number;
    ready: number;
    image: string;
    createdAt: string;
  }>;
  pods: PodInfo[];
}

/** A Kubernetes event. @public */
export interface EventInfo {
  namespace: string;
  /** `Normal` or `Warning`. */
  type: string;
  reason: string;
  message: string;
  count: number;
  firstSeen: string | null;
  lastSeen: string | null;
  object: { kind: string; name: string; uid: string | null };
  component: string | null;
}

/** A namespace and its quota. @public */
export interface NamespaceInfo {
  name: string;
  phase: 'Active' | 'Terminating';
  labels: Readonly<Record<string, string>>;
  quotas: Array<{
    name: string;
    hard: Readonly<Record<string, string>>;
    used: Readonly<Record<string, string>>;
  }>;
}

/** Something changed in the cluster; look again. @public */
export interface ClusterChange {
  kind:
    | 'Application'
    | 'Namespace'
    | 'ResourceQuota'
    | 'Deployment'
    | 'ReplicaSet'
    | 'Pod'
    | 'Job'
    | 'CronJob'
    | 'HorizontalPodAutoscaler'
    | 'PersistentVolumeClaim'
    | 'Event'
    | 'connection';
  /** Absent for objects without a namespace. */
  namespace?: string;
  name: string;
}

/**
 * The cluster as informers keep it in memory. Every answer says where it comes
 * from and how old it is; `value: null` means "looked, not there", unknown
 * means "could not look".
 *
 * @public
 */
export interface ClusterStatus {
  /** What kind of cluster this is, for the portal's header. */
  readonly type: 'sandbox' | 'kubernetes';
  application(name: string): Observed<ApplicationStatus | null>;
  /** A deployment and what it owns. */
  workload(namespace: string, deployment: string): Observed<Workload | null>;
  namespace(name: string): Observed<NamespaceInfo | null>;
  /** The cron job of a service. */
  cronJob(namespace: string, service: string): Observed<CronJobInfo | null>;
  /** Jobs of a service, those that its cron job started too; newest first. */
  jobs(namespace: string, service: string): Observed<JobInfo[]>;
  /** What scales the deployment of a service. */
  autoscaler(
    namespace: string,
    service: string,
  ): Observed<AutoscalerInfo | null>;
  /** Claims to storage of a service, in the order of their names. */
  claims(namespace: string, service: string): Observed<ClaimInfo[]>;
  /**
   * Events about all objects of a service, oldest first: its deployment with
   * replica sets and pods, jobs, autoscaler, claims, and what routes to it.
   */
  workloadEvents(namespace: string, service: string): Observed<EventInfo[]>;
  /** Calls back after each change; returns how to stop. */
  subscribe(listener: (change: ClusterChange) => void): () => void;
}
