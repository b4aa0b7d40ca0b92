import type { Observed } from '@mctl/plugin-platform-common';
import type {
  ApplicationStatus,
  AutoscalerInfo,
  ClaimInfo,
  ClusterStatus,
  CronJobInfo,
  EventInfo,
  JobInfo,
  NamespaceInfo,
  Workload,
} from '@mctl/plugin-cluster-node';

const SOURCE = 'cluster';

/**
 * A cluster that holds what a test puts into it. What was not put in was looked
 * for and is not there.
 */
export class MemoryCluster implements ClusterStatus {
  readonly type = 'sandbox';
  readonly applications = new Map<string, ApplicationStatus>();
  readonly namespaces = new Map<string, NamespaceInfo>();
  /** By namespace and name, as in `acme/shop`. */
  readonly workloads = new Map<string, Workload>();
  readonly events = new Map<string, EventInfo[]>();
  readonly cronJobs = new Map<string, CronJobInfo>();
  readonly jobsOf = new Map<string, JobInfo[]>();
  readonly autoscalers = new Map<string, AutoscalerInfo>();
  readonly claimsOf = new Map<string, ClaimInfo[]>();
  /** Why nothing can be seen; what was seen before is then the last value. */
  outage: string | undefined;
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  application(name: string): Observed<ApplicationStatus | null> {
    return this.#observe(this.applications.get(name) ?? null);
  }

  workload(namespace: string, name: string): Observed<Workload | null> {
    return this.#observe(this.workloads.get(`${namespace}/${name}`) ?? null);
  }

  namespace(name: string): Observed<NamespaceInfo | null> {
    return this.#observe(this.namespaces.get(name) ?? null);
  }

  cronJob(namespace: string, name: string): Observed<CronJobInfo | null> {
    return this.#observe(this.cronJobs.get(`${namespace}/${name}`) ?? null);
  }

  jobs(namespace: string, name: string): Observed<JobInfo[]> {
    return this.#observe(this.jobsOf.get(`${namespace}/${name}`) ?? []);
  }

  autoscaler(namespace: string, name: string): Observed<AutoscalerInfo | null> {
    return this.#observe(this.autoscalers.get(`${namespace}/${name}`) ?? null);
  }

  claims(namespace: string, name: string): Observed<ClaimInfo[]> {
    return this.#observe(this.claimsOf.get(`${namespace}/${name}`) ?? []);
  }

  workloadEvents(namespace: string, name: string): Observed<EventInfo[]> {
    return this.#observe(this.events.get(`${namespace}/${name}`) ?? []);
  }

  subscribe(): () => void {
    return () => {};
  }

  #observe<T>(value: T): Observed<T> {
    const known = {
      value,
      source: SOURCE,
      observedAt: this.#now().toISOString(),
    };
    return this.outage === undefined
      ? known
      : { unknown: this.outage, source: SOURCE, last: known };
  }
}
