import type { Observed } from './observed';

/** Health of a service, in the words of Argo CD. @public */
export type Health =
  'Healthy' | 'Progressing' | 'Degraded' | 'Suspended' | 'Missing';

/** Whether the cluster has what the repository says. @public */
export interface SyncStatus {
  status: 'Synced' | 'OutOfSync';
  /** The commit Argo CD compared with. */
  revision: string;
}

/** One pod of a service. @public */
export interface PodStatus {
  name: string;
  phase: string;
  ready: boolean;
  restarts: number;
  /** The tag of the image it runs. */
  tag: string | null;
  /** Why it is not running, such as `ImagePullBackOff`. */
  reason: string | null;
  message: string | null;
  /** How the container ended last, such as `Error (exit code 1)`. */
  lastState: string | null;
  startedAt: string | null;
}

/** The live status of a service. @public */
export interface ServiceStatus {
  tenant: string;
  service: string;
  host: string | null;
  /** What the repository asks for. */
  desired: { image: string; tag: string; replicas: number };
  health: Observed<{ status: Health; message: string | null }>;
  sync: Observed<SyncStatus>;
  replicas: Observed<{ desired: number; ready: number; updated: number }>;
  pods: Observed<PodStatus[]>;
}
