import type { KubeObject } from './objects';

export interface Application extends KubeObject {
  spec: {
    project: string;
    source: { repoURL: string; path: string; targetRevision: string };
    destination: { server: string; namespace: string };
    syncPolicy: unknown;
  };
  status?: ApplicationStatus;
}

/** What the applications of a project may touch. */
export interface AppProject extends KubeObject {
  spec: {
    description?: string;
    sourceRepos?: string[];
    destinations?: Array<{ server?: string; name?: string; namespace: string }>;
    clusterResourceWhitelist?: GroupKind[];
    clusterResourceBlacklist?: GroupKind[];
    namespaceResourceWhitelist?: GroupKind[];
    namespaceResourceBlacklist?: GroupKind[];
  };
}

/** Kinds of objects; `*` stands for any. */
export interface GroupKind {
  group: string;
  kind: string;
}

/** Health of an object or application, in Argo CD's words. */
export interface HealthStatus {
  status:
    | 'Healthy'
    | 'Suspended'
    | 'Progressing'
    | 'Missing'
    | 'Degraded'
    | 'Unknown';
  message?: string;
}

export interface ApplicationStatus {
  sync: { status: 'Synced' | 'OutOfSync' | 'Unknown'; revision: string };
  health: HealthStatus & { lastTransitionTime?: string };
  operationState?: {
    phase: 'Running' | 'Succeeded' | 'Failed' | 'Error';
    message: string;
    startedAt: string;
    /** Absent while it runs. */
    finishedAt?: string;
    syncResult: {
      revision: string;
      resources?: Array<{
        group?: string;
        version?: string;
        kind?: string;
        namespace?: string;
        name?: string;
        status: string;
        message: string;
        syncPhase: string;
      }>;
    };
  };
  conditions?: Array<{
    type: string;
    message: string;
    lastTransitionTime: string;
  }>;
  resources?: Array<{
    group?: string;
    version: string;
    kind: string;
    namespace?: string;
    name: string;
    status: 'Synced' | 'OutOfSync';
    health?: HealthStatus;
  }>;
  reconciledAt?: string;
}
