import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { KubernetesObject } from '@kubernetes/client-node';
import type { Observed } from '@mctl/plugin-platform-common';
import { type Clock, systemClock } from './clock';
import { compareText } from './compareText';
import type { ClusterConnection } from './connection';
import { ClusterInformers } from './informers/ClusterInformers';
import type { ResourceInformer } from './informers/ResourceInformer';
import type {
  AutoscalerInfo,
  ClaimInfo,
  CronJobInfo,
  JobInfo,
} from './objectTypes';
import { readApplication } from './reading/readApplication';
import { readAutoscaler } from './reading/readAutoscaler';
import { readClaim } from './reading/readClaim';
import { readEvent } from './reading/readEvent';
import { readCronJob, readJob } from './reading/readJob';
import { readNamespace } from './reading/readNamespace';
import { readWorkload } from './reading/readWorkload';
import type {
  ApplicationStatus,
  ClusterChange,
  ClusterStatus,
  EventInfo,
  NamespaceInfo,
  Workload,
} from './types';

const SOURCE = 'cluster';

/** @public */
export interface InformedClusterStatusOptions {
  connection: ClusterConnection;
  logger: LoggerService;
  clock?: Clock;
}

/**
 * The cluster as its informers see it, served from memory.
 *
 * @public
 */
export class InformedClusterStatus implements ClusterStatus {
  readonly type: 'sandbox' | 'kubernetes';
  readonly #argocdNamespace: string;
  readonly #logger: LoggerService;
  readonly #informers: ClusterInformers;
  readonly #listeners = new Set<(change: ClusterChange) => void>();

  static create(options: InformedClusterStatusOptions): InformedClusterStatus {
    return new InformedClusterStatus(options);
  }

  private constructor(options: InformedClusterStatusOptions) {
    const { connection, logger, clock = systemClock } = options;
    this.type = connection.type;
    this.#argocdNamespace = connection.argocdNamespace;
    this.#logger = logger;
    this.#informers = ClusterInformers.create({
      connection,
      logger,
      clock,
      onChange: change => this.#notify(change),
    });
  }

  /** Begins to connect; never waits and never fails. */
  start(): void {
    for (const informer of this.#informers.all()) {
      informer.start();
    }
  }

  stop(): void {
    for (const informer of this.#informers.all()) {
      informer.stop();
    }
  }

  application(name: string): Observed<ApplicationStatus | null> {
    const { applications } = this.#informers;
    return this.#observed([applications], () => {
      const found = applications.objects.get(this.#argocdNamespace, name);
      return found ? readApplication(found) : null;
    });
  }

  workload(namespace: string, deployment: string): Observed<Workload | null> {
    const { deployments, replicaSets, pods } = this.#informers;
    return this.#observed([deployments, replicaSets, pods], () => {
      const found = deployments.objects.get(namespace, deployment);
      return found
        ? readWorkload({
            deployment: found,
            replicaSets: this.#informers
              .replicaSetsOf(found)
              .map(replicaSet => ({
                replicaSet,
                pods: this.#informers.podsOf(replicaSet),
              })),
          })
        : null;
    });
  }

  namespace(name: string): Observed<NamespaceInfo | null> {
    const { namespaces, quotas } = this.#informers;
    return this.#observed([namespaces, quotas], () => {
      const namespace = namespaces.objects.get('', name);
      return namespace
        ? readNamespace(namespace, quotas.objects.inNamespace(name))
        : null;
    });
  }

  cronJob(namespace: string, service: string): Observed<CronJobInfo | null> {
    const { cronJobs } = this.#informers;
    return this.#observed([cronJobs], () => {
      const found = cronJobs.objects.get(namespace, service);
      return found ? readCronJob(found) : null;
    });
  }

  jobs(namespace: string, service: string): Observed<JobInfo[]> {
    const { jobs, cronJobs, pods } = this.#informers;
    return this.#observed([jobs, cronJobs, pods], () =>
      this.#informers
        .jobsOf(namespace, service)
        .map(job => readJob(job, this.#informers.podsOf(job)))
        .sort(
          (a, b) =>
            compareText(b.createdAt, a.createdAt) ||
            compareText(b.name, a.name),
        ),
    );
  }

  autoscaler(
    namespace: string,
    service: string,
  ): Observed<AutoscalerInfo | null> {
    return this.#observed([this.#informers.autoscalers], () => {
      const found = this.#informers.autoscalerOf(namespace, service);
      return found ? readAutoscaler(found) : null;
    });
  }

  claims(namespace: string, service: string): Observed<ClaimInfo[]> {
    return this.#observed([this.#informers.claims], () =>
      this.#informers
        .claimsOf(namespace, service)
        .map(readClaim)
        .sort((a, b) => compareText(a.name, b.name)),
    );
  }

  workloadEvents(namespace: string, service: string): Observed<EventInfo[]> {
    const { events, deployments, replicaSets, pods } = this.#informers;
    const { jobs, cronJobs, autoscalers, claims } = this.#informers;
    return this.#observed(
      [
        events,
        deployments,
        replicaSets,
        pods,
        jobs,
        cronJobs,
        autoscalers,
        claims,
      ],
      () =>
        this.#informers
          .eventsOf(namespace, service)
          .map(readEvent)
          .sort((a, b) => compareText(a.lastSeen ?? '', b.lastSeen ?? '')),
    );
  }

  subscribe(listener: (change: ClusterChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #observed<T>(
    informers: ReadonlyArray<Pick<ResourceInformer<KubernetesObject>, 'state'>>,
    read: () => T,
  ): Observed<T> {
    const states = informers.map(informer => informer.state);
    const listed = states.every(state => state.listed);
    const down = earliest(states.map(state => state.downSince));
    const observedAt = earliest(states.map(state => state.confirmedAt));
    const known =
      listed && observedAt
        ? {
            value: read(),
            source: SOURCE,
            observedAt: observedAt.toISOString(),
          }
        : undefined;
    if (known && !down) {
      return known;
    }
    return {
      unknown: down
        ? `the cluster could not be reached since ${down.toISOString()}`
        : 'the cluster has not answered yet',
      source: SOURCE,
      ...(known && { last: known }),
    };
  }

  #notify(change: ClusterChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#logger.error(
          `A listener of cluster changes failed: ${stringifyError(error)}`,
        );
      }
    }
  }
}

function earliest(dates: ReadonlyArray<Date | undefined>): Date | undefined {
  return dates
    .filter(date => date !== undefined)
    .sort((a, b) => a.getTime() - b.getTime())[0];
}
