import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  CoreV1Event,
  KubernetesObject,
  V1CronJob,
  V1Deployment,
  V1Job,
  V1Namespace,
  V1PersistentVolumeClaim,
  V1Pod,
  V1ReplicaSet,
  V1ResourceQuota,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import type { Clock } from '../clock';
import type { ClusterConnection } from '../connection';
import type { Application } from '../reading/readApplication';
import { revisionOf } from '../reading/readWorkload';
import type { ClusterChange } from '../types';
import { objectName, ownerUids, type References } from './ObjectIndex';
import {
  eventSubjects,
  ownersAndService,
  routeReferences,
  serviceReference,
} from './references';
import { ResourceInformer } from './ResourceInformer';
import {
  trimApplication,
  trimAutoscaler,
  trimClaim,
  trimCronJob,
  trimDeployment,
  trimEvent,
  trimJob,
  trimNamespace,
  trimPod,
  trimQuota,
  trimReplicaSet,
  type Trim,
} from './trimObjects';

export interface ClusterInformersOptions {
  connection: ClusterConnection;
  logger: LoggerService;
  clock: Clock;
  onChange: (change: ClusterChange) => void;
}

/** One informer for each kind that is read, and how objects belong together. */
export class ClusterInformers {
  readonly applications: ResourceInformer<Application>;
  readonly namespaces: ResourceInformer<V1Namespace>;
  readonly quotas: ResourceInformer<V1ResourceQuota>;
  readonly deployments: ResourceInformer<V1Deployment>;
  readonly replicaSets: ResourceInformer<V1ReplicaSet>;
  readonly pods: ResourceInformer<V1Pod>;
  readonly jobs: ResourceInformer<V1Job>;
  readonly cronJobs: ResourceInformer<V1CronJob>;
  readonly autoscalers: ResourceInformer<V2HorizontalPodAutoscaler>;
  readonly claims: ResourceInformer<V1PersistentVolumeClaim>;
  readonly events: ResourceInformer<CoreV1Event>;
  readonly #options: ClusterInformersOptions;

  static create(options: ClusterInformersOptions): ClusterInformers {
    return new ClusterInformers(options);
  }

  private constructor(options: ClusterInformersOptions) {
    this.#options = options;
    const { argocdNamespace } = options.connection;
    this.namespaces = this.#informer(
      'Namespace',
      '/api/v1/namespaces',
      trimNamespace,
    );
    this.applications = this.#informer(
      'Application',
      `/apis/argoproj.io/v1alpha1/namespaces/${argocdNamespace}/applications`,
      trimApplication,
    );
    this.quotas = this.#informer(
      'ResourceQuota',
      '/api/v1/resourcequotas',
      trimQuota,
    );
    this.deployments = this.#informer(
      'Deployment',
      '/apis/apps/v1/deployments',
      trimDeployment,
      ownersAndService,
    );
    this.replicaSets = this.#informer(
      'ReplicaSet',
      '/apis/apps/v1/replicasets',
      trimReplicaSet,
    );
    this.pods = this.#informer('Pod', '/api/v1/pods', trimPod);
    this.jobs = this.#informer(
      'Job',
      '/apis/batch/v1/jobs',
      trimJob,
      ownersAndService,
    );
    this.cronJobs = this.#informer(
      'CronJob',
      '/apis/batch/v1/cronjobs',
      trimCronJob,
      ownersAndService,
    );
    this.autoscalers = this.#informer(
      'HorizontalPodAutoscaler',
      '/apis/autoscaling/v2/horizontalpodautoscalers',
      trimAutoscaler,
      ownersAndService,
    );
    this.claims = this.#informer(
      'PersistentVolumeClaim',
      '/api/v1/persistentvolumeclaims',
      trimClaim,
      ownersAndService,
    );
    this.events = this.#informer(
      'Event',
      '/api/v1/events',
      trimEvent,
      eventSubjects,
    );
  }

  all(): ReadonlyArray<
    Pick<ResourceInformer<KubernetesObject>, 'start' | 'stop'>
  > {
    return [
      this.namespaces,
      this.applications,
      this.quotas,
      this.deployments,
      this.replicaSets,
      this.pods,
      this.jobs,
      this.cronJobs,
      this.autoscalers,
      this.claims,
      this.events,
    ];
  }

  /** Replica sets of a deployment, the newest revision first. */
  replicaSetsOf(deployment: V1Deployment): V1ReplicaSet[] {
    return this.replicaSets.objects
      .referringTo(uidOf(deployment))
      .sort((a, b) => revisionOf(b) - revisionOf(a));
  }

  /** Pods that belong to a replica set or a job. */
  podsOf(owner: KubernetesObject): V1Pod[] {
    return this.pods.objects.referringTo(uidOf(owner));
  }

  /** Jobs with the service's label, and those that its cron job started. */
  jobsOf(namespace: string, service: string): V1Job[] {
    const cronJob = this.cronJobs.objects.get(namespace, service);
    return unique([
      ...this.jobs.objects.referringTo(serviceReference(namespace, service)),
      ...(cronJob ? this.jobs.objects.referringTo(uidOf(cronJob)) : []),
    ]);
  }

  autoscalerOf(
    namespace: string,
    service: string,
  ): V2HorizontalPodAutoscaler | undefined {
    const named = this.autoscalers.objects.get(namespace, service);
    const labelled = this.autoscalers.objects.referringTo(
      serviceReference(namespace, service),
    );
    return [...(named ? [named] : []), ...labelled].find(
      ({ spec }) => spec?.scaleTargetRef.name === service,
    );
  }

  claimsOf(namespace: string, service: string): V1PersistentVolumeClaim[] {
    return this.claims.objects.referringTo(
      serviceReference(namespace, service),
    );
  }

  /** Events about a service's objects, in the order of their versions. */
  eventsOf(namespace: string, service: string): CoreV1Event[] {
    const deployment = this.deployments.objects.get(namespace, service);
    const replicaSets = deployment ? this.replicaSetsOf(deployment) : [];
    const jobs = this.jobsOf(namespace, service);
    const objects: Array<KubernetesObject | undefined> = [
      deployment,
      ...replicaSets,
      this.cronJobs.objects.get(namespace, service),
      ...jobs,
      ...[...replicaSets, ...jobs].flatMap(owner => this.podsOf(owner)),
      this.autoscalerOf(namespace, service),
      ...this.claimsOf(namespace, service),
    ];
    return unique(
      [
        ...objects.flatMap(object => (object ? [uidOf(object)] : [])),
        ...routeReferences(namespace, service),
      ].flatMap(reference => this.events.objects.referringTo(reference)),
    ).sort(byVersion);
  }

  #informer<T extends KubernetesObject>(
    kind: ClusterChange['kind'],
    path: string,
    trim: Trim<T>,
    references: References<T> = ownerUids,
  ): ResourceInformer<T> {
    const { connection, clock, logger, onChange } = this.#options;
    return ResourceInformer.create<T>({
      path,
      references,
      trim,
      load: connection.load,
      clock,
      logger,
      onChange: object => {
        const { namespace, name } = objectName(object);
        onChange({ kind, name, ...(namespace && { namespace }) });
      },
      onConnection: () => onChange({ kind: 'connection', name: kind }),
    });
  }
}

function uidOf(object: KubernetesObject): string {
  return object.metadata?.uid ?? '';
}

function unique<T>(objects: readonly T[]): T[] {
  return [...new Set(objects)];
}

function byVersion(a: KubernetesObject, b: KubernetesObject): number {
  return (
    Number(a.metadata?.resourceVersion) - Number(b.metadata?.resourceVersion)
  );
}
