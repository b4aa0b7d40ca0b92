import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type {
  CoreV1Event,
  KubernetesObject,
  V1Deployment,
  V1Namespace,
  V1Pod,
  V1ReplicaSet,
  V1ResourceQuota,
} from '@kubernetes/client-node';
import type { Observed } from '@mctl/plugin-platform-common';
import { type Clock, systemClock } from './clock';
import type { ClusterConnection } from './connection';
import {
  objectName,
  ownerUids,
  type References,
} from './informers/ObjectIndex';
import { ResourceInformer } from './informers/ResourceInformer';
import { type Application, readApplication } from './reading/readApplication';
import { readEvent } from './reading/readEvent';
import { readNamespace } from './reading/readNamespace';
import { readWorkload, revisionOf } from './reading/readWorkload';
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
  readonly #connection: ClusterConnection;
  readonly #logger: LoggerService;
  readonly #clock: Clock;
  readonly #listeners = new Set<(change: ClusterChange) => void>();

  readonly #applications: ResourceInformer<Application>;
  readonly #namespaces: ResourceInformer<V1Namespace>;
  readonly #quotas: ResourceInformer<V1ResourceQuota>;
  readonly #deployments: ResourceInformer<V1Deployment>;
  readonly #replicaSets: ResourceInformer<V1ReplicaSet>;
  readonly #pods: ResourceInformer<V1Pod>;
  readonly #events: ResourceInformer<CoreV1Event>;

  static create(options: InformedClusterStatusOptions): InformedClusterStatus {
    return new InformedClusterStatus(options);
  }

  private constructor(options: InformedClusterStatusOptions) {
    this.#connection = options.connection;
    this.#logger = options.logger;
    this.#clock = options.clock ?? systemClock;
    this.type = options.connection.type;

    const { argocdNamespace } = options.connection;
    this.#applications = this.#informer(
      'Application',
      `/apis/argoproj.io/v1alpha1/namespaces/${argocdNamespace}/applications`,
    );
    this.#namespaces = this.#informer('Namespace', '/api/v1/namespaces');
    this.#quotas = this.#informer('ResourceQuota', '/api/v1/resourcequotas');
    this.#deployments = this.#informer(
      'Deployment',
      '/apis/apps/v1/deployments',
    );
    this.#replicaSets = this.#informer(
      'ReplicaSet',
      '/apis/apps/v1/replicasets',
    );
    this.#pods = this.#informer('Pod', '/api/v1/pods');
    this.#events = this.#informer<CoreV1Event>(
      'Event',
      '/api/v1/events',
      event => (event.involvedObject.uid ? [event.involvedObject.uid] : []),
    );
  }

  /** Begins to connect; never waits and never fails. */
  start(): void {
    for (const informer of this.#informers()) {
      informer.start();
    }
  }

  stop(): void {
    for (const informer of this.#informers()) {
      informer.stop();
    }
  }

  application(name: string): Observed<ApplicationStatus | null> {
    return this.#observed([this.#applications], () => {
      const application = this.#applications.objects.get(
        this.#connection.argocdNamespace,
        name,
      );
      return application ? readApplication(application) : null;
    });
  }

  workload(namespace: string, deployment: string): Observed<Workload | null> {
    return this.#observed(
      [this.#deployments, this.#replicaSets, this.#pods],
      () => {
        const found = this.#deployments.objects.get(namespace, deployment);
        return found
          ? readWorkload({
              deployment: found,
              replicaSets: this.#replicaSetsOf(found).map(replicaSet => ({
                replicaSet,
                pods: this.#podsOf(replicaSet),
              })),
            })
          : null;
      },
    );
  }

  namespace(name: string): Observed<NamespaceInfo | null> {
    return this.#observed([this.#namespaces, this.#quotas], () => {
      const namespace = this.#namespaces.objects.get('', name);
      return namespace
        ? readNamespace(namespace, this.#quotas.objects.inNamespace(name))
        : null;
    });
  }

  workloadEvents(namespace: string, deployment: string): Observed<EventInfo[]> {
    return this.#observed(
      [this.#deployments, this.#replicaSets, this.#pods, this.#events],
      () => {
        const found = this.#deployments.objects.get(namespace, deployment);
        if (!found) {
          return [];
        }
        const replicaSets = this.#replicaSetsOf(found);
        return [
          found,
          ...replicaSets,
          ...replicaSets.flatMap(replicaSet => this.#podsOf(replicaSet)),
        ]
          .flatMap(object => this.#events.objects.referringTo(uidOf(object)))
          .sort(byVersion)
          .map(readEvent)
          .sort((a, b) => (a.lastSeen ?? '').localeCompare(b.lastSeen ?? ''));
      },
    );
  }

  subscribe(listener: (change: ClusterChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #informer<T extends KubernetesObject>(
    kind: ClusterChange['kind'],
    path: string,
    references: References<T> = ownerUids,
  ): ResourceInformer<T> {
    return ResourceInformer.create<T>({
      path,
      references,
      load: this.#connection.load,
      clock: this.#clock,
      logger: this.#logger,
      onChange: object => {
        const { namespace, name } = objectName(object);
        this.#notify({ kind, name, ...(namespace && { namespace }) });
      },
      onConnection: () => this.#notify({ kind: 'connection', name: kind }),
    });
  }

  #informers() {
    return [
      this.#namespaces,
      this.#applications,
      this.#quotas,
      this.#deployments,
      this.#replicaSets,
      this.#pods,
      this.#events,
    ];
  }

  #replicaSetsOf(deployment: V1Deployment): V1ReplicaSet[] {
    return this.#replicaSets.objects
      .referringTo(uidOf(deployment))
      .sort((a, b) => revisionOf(b) - revisionOf(a));
  }

  #podsOf(replicaSet: V1ReplicaSet): V1Pod[] {
    return this.#pods.objects.referringTo(uidOf(replicaSet));
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

function uidOf(object: KubernetesObject): string {
  return object.metadata?.uid ?? '';
}

function byVersion(a: KubernetesObject, b: KubernetesObject): number {
  return (
    Number(a.metadata?.resourceVersion) - Number(b.metadata?.resourceVersion)
  );
}

function earliest(dates: ReadonlyArray<Date | undefined>): Date | undefined {
  return dates
    .filter(date => date !== undefined)
    .sort((a, b) => a.getTime() - b.getTime())[0];
}
