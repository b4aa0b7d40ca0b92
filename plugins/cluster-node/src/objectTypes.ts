import type { ConditionInfo, PodInfo } from './types';

/** A run of a command to its end. @public */
export interface JobInfo {
  namespace: string;
  name: string;
  uid: string;
  /** The cron job that started it. */
  cronJob: string | null;
  /** When Argo CD runs it, such as `PreSync`; none for other jobs. */
  hook: string | null;
  state: 'running' | 'succeeded' | 'failed' | 'suspended';
  /** Why it failed, such as `BackoffLimitExceeded`. */
  reason: string | null;
  message: string | null;
  /** Pods by how they are. */
  active: number;
  succeeded: number;
  failed: number;
  /** Image of the first container. */
  image: string;
  createdAt: string;
  startedAt: string | null;
  /** When it succeeded or failed. */
  finishedAt: string | null;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  /** Oldest first. */
  pods: PodInfo[];
}

/** What starts jobs on a schedule. @public */
export interface CronJobInfo {
  namespace: string;
  name: string;
  uid: string;
  generation: number;
  schedule: string;
  /** Nothing is started until this is over. */
  suspended: boolean;
  /** Jobs that run right now. */
  active: number;
  image: string;
  lastScheduledAt: string | null;
  lastSucceededAt: string | null;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}

/** What keeps the number of replicas fitting. @public */
export interface AutoscalerInfo {
  namespace: string;
  name: string;
  /** Name of the deployment that it scales. */
  target: string;
  min: number;
  max: number;
  current: number;
  /** What it wants; the deployment follows. */
  desired: number;
  cpu: {
    /** Wanted use in percent of what is requested. */
    target: number | null;
    /** Use as it last measured it; null when it could not. */
    current: number | null;
  };
  lastScaledAt: string | null;
  /** `AbleToScale`, `ScalingActive` and `ScalingLimited`. */
  conditions: ConditionInfo[];
}

/** A claim to storage. @public */
export interface ClaimInfo {
  namespace: string;
  name: string;
  uid: string;
  /** `Pending`, `Bound` or `Lost`. */
  phase: string;
  /** Kubernetes quantities. */
  requested: string | null;
  capacity: string | null;
  storageClass: string | null;
  /** Such as `Resizing` or `FileSystemResizePending`. */
  conditions: ConditionInfo[];
}
