import type { Condition, KubeObject, PodTemplate } from './objects';

/** Why a pod failed, and what a job does about it. */
export interface PodFailureRule {
  action: 'FailJob' | 'FailIndex' | 'Ignore' | 'Count';
  onExitCodes?: {
    containerName?: string;
    operator: 'In' | 'NotIn';
    values: number[];
  };
  onPodConditions?: Array<{ type: string; status?: string }>;
}

/** What jobs are made from. */
export interface JobSpec {
  parallelism?: number;
  completions?: number;
  backoffLimit?: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  suspend?: boolean;
  podFailurePolicy?: { rules: PodFailureRule[] };
  selector?: { matchLabels?: Record<string, string> };
  template: PodTemplate;
}

export interface Job extends KubeObject {
  spec: JobSpec;
  status?: {
    conditions?: Condition[];
    startTime?: string;
    completionTime?: string;
    active?: number;
    ready?: number;
    terminating?: number;
    succeeded?: number;
    failed?: number;
  };
}

export interface CronJob extends KubeObject {
  spec: {
    /** Five fields of cron, or `@hourly` and the like. */
    schedule: string;
    timeZone?: string;
    suspend?: boolean;
    concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
    startingDeadlineSeconds?: number;
    successfulJobsHistoryLimit?: number;
    failedJobsHistoryLimit?: number;
    jobTemplate: {
      metadata?: {
        labels?: Record<string, string>;
        annotations?: Record<string, string>;
      };
      spec: JobSpec;
    };
  };
  status?: {
    active?: Array<{
      apiVersion: string;
      kind: string;
      name: string;
      namespace?: string;
      uid: string;
    }>;
    lastScheduleTime?: string;
    lastSuccessfulTime?: string;
  };
}
