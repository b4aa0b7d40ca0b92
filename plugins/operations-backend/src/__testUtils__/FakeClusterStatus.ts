import type { Observed } from '@mctl/plugin-platform-common';
import type {
  ApplicationStatus,
  AutoscalerInfo,
  ClaimInfo,
  ClusterChange,
  ClusterStatus,
  CronJobInfo,
  EventInfo,
  JobInfo,
  NamespaceInfo,
  Workload,
} from '@mctl/plugin-cluster-node';

const SOURCE = 'cluster';

/** A cluster that shows what a test says, and is not seen until it does. */
export class FakeClusterStatus implements ClusterStatus {
  readonly type = 'sandbox';
  readonly #applications = new Map<string, ApplicationStatus | null>();
  readonly #listeners = new Set<(change: ClusterChange) => void>();
  #outage: string | undefined;

  /** The application as it is from now on; `null` when it is not there. */
  setApplication(
    name: string,
    status: Partial<ApplicationStatus> | null,
  ): void {
    this.#applications.set(
      name,
      status && {
        name,
        sync: 'Synced',
        revision: null,
        health: 'Healthy',
        healthMessage: null,
        operation: null,
        conditions: [],
        ...status,
      },
    );
    this.tell({ kind: 'Application', namespace: 'argocd', name });
  }

  /** Nothing can be seen any more, for this reason. */
  lose(reason: string): void {
    this.#outage = reason;
    this.tell({ kind: 'connection', name: 'api' });
  }

  tell(change: ClusterChange): void {
    this.#listeners.forEach(listener => listener(change));
  }

  application(name: string): Observed<ApplicationStatus | null> {
    const value = this.#applications.get(name);
    if (this.#outage !== undefined || value === undefined) {
      return {
        unknown: this.#outage ?? 'The cluster has not been read yet',
        source: SOURCE,
      };
    }
    return { value, source: SOURCE, observedAt: new Date().toISOString() };
  }

  namespace(): Observed<NamespaceInfo | null> {
    return { unknown: 'This cluster has no namespaces', source: SOURCE };
  }

  workload(): Observed<Workload | null> {
    return { unknown: 'This cluster has no workloads', source: SOURCE };
  }

  cronJob(): Observed<CronJobInfo | null> {
    return { unknown: 'This cluster has no cron jobs', source: SOURCE };
  }

  jobs(): Observed<JobInfo[]> {
    return { unknown: 'This cluster has no jobs', source: SOURCE };
  }

  autoscaler(): Observed<AutoscalerInfo | null> {
    return { unknown: 'This cluster has no autoscalers', source: SOURCE };
  }

  claims(): Observed<ClaimInfo[]> {
    return { unknown: 'This cluster has no claims', source: SOURCE };
  }

  workloadEvents(): Observed<EventInfo[]> {
    return { unknown: 'This cluster has no events', source: SOURCE };
  }

  subscribe(listener: (change: ClusterChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
