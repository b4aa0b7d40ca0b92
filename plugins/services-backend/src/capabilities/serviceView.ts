import {
  applicationName,
  isKnown,
  mapObserved,
  serviceHost,
  wantedReplicas,
  type Evidence,
  type Health,
  type Observed,
  type PodStatus,
  type ServiceDocument,
  type ServiceStatus,
  type SyncStatus,
} from '@mctl/plugin-platform-common';
import type {
  ApplicationStatus,
  ClusterStatus,
  PodInfo,
  Workload,
} from '@mctl/plugin-cluster-node';
import { containerTrouble } from './containerTrouble';

/** The host of a service; only what serves HTTP has one. */
export function hostOf(
  document: ServiceDocument,
  domain: string,
): string | null {
  const { name, tenant } = document.metadata;
  return document.spec.type === 'web'
    ? serviceHost({ service: name, tenant, domain })
    : null;
}

/** Health and sync of a service, each with its source and age. */
export function healthAndSync(
  document: ServiceDocument,
  cluster: ClusterStatus,
): Pick<ServiceStatus, 'health' | 'sync'> {
  const { name, tenant } = document.metadata;
  const application = cluster.application(
    applicationName.service(tenant, name),
  );
  const workload = cluster.workload(tenant, name);
  return {
    health: healthOf(application, workload),
    sync: syncOf(application),
  };
}

/** The live status of a service. */
export function serviceStatus(options: {
  document: ServiceDocument;
  cluster: ClusterStatus;
  domain: string;
}): ServiceStatus {
  const { document, cluster, domain } = options;
  const { name, tenant } = document.metadata;
  const workload = cluster.workload(tenant, name);
  return {
    tenant,
    service: name,
    host: hostOf(document, domain),
    desired: {
      image: document.spec.image.repository,
      tag: document.spec.image.tag,
      replicas: wantedReplicas(document),
    },
    ...healthAndSync(document, cluster),
    replicas: mapObserved(workload, seen => ({
      desired: seen?.deployment.desired ?? wantedReplicas(document),
      ready: seen?.deployment.ready ?? 0,
      updated: seen?.deployment.updated ?? 0,
    })),
    pods: mapObserved(workload, seen => (seen?.pods ?? []).map(podStatus)),
  };
}

/** Events of a service as evidence, oldest first. */
export function eventsOf(
  document: ServiceDocument,
  cluster: ClusterStatus,
): Observed<Evidence[]> {
  const { name, tenant } = document.metadata;
  return mapObserved(cluster.workloadEvents(tenant, name), events =>
    events.map(event => ({
      source: event.type === 'Warning' ? 'warning' : 'event',
      object: `${event.object.kind} ${event.object.name}`,
      reason: event.reason,
      message: event.message,
      ...(event.lastSeen && { time: event.lastSeen }),
      count: event.count,
    })),
  );
}

function healthOf(
  application: Observed<ApplicationStatus | null>,
  workload: Observed<Workload | null>,
): ServiceStatus['health'] {
  const reason = isKnown(workload) ? troubleOf(workload.value) : null;
  const read = (seen: ApplicationStatus | null) => readHealth(seen, reason);
  if (isKnown(application)) {
    const { value, ...rest } = application;
    const health = read(value);
    return health
      ? { ...rest, value: health }
      : {
          unknown: 'Argo CD does not know the health of the application',
          source: application.source,
        };
  }
  const { last, ...rest } = application;
  const health = last && read(last.value);
  return health ? { ...rest, last: { ...last, value: health } } : rest;
}

/** The health that Argo CD states, or nothing when it does not know it. */
function readHealth(
  seen: ApplicationStatus | null,
  reason: string | null,
): { status: Health; message: string | null } | undefined {
  if (seen === null) {
    return {
      status: 'Missing',
      message: 'Argo CD does not have the application',
    };
  }
  return seen.health === 'Unknown'
    ? undefined
    : { status: seen.health, message: reason ?? seen.healthMessage };
}

function syncOf(
  application: Observed<ApplicationStatus | null>,
): Observed<SyncStatus> {
  if (!isKnown(application)) {
    const { last, ...rest } = application;
    return last?.value && last.value.sync !== 'Unknown' && last.value.revision
      ? {
          ...rest,
          last: {
            ...last,
            value: { status: last.value.sync, revision: last.value.revision },
          },
        }
      : rest;
  }
  const { value, source, observedAt } = application;
  if (!value || value.sync === 'Unknown' || value.revision === null) {
    return {
      unknown: value
        ? 'Argo CD could not compare the application with the repository'
        : 'Argo CD does not have the application',
      source,
    };
  }
  return {
    value: { status: value.sync, revision: value.revision },
    source,
    observedAt,
  };
}

/** Why pods are not well, in one line. */
function troubleOf(workload: Workload | null): string | null {
  return (
    workload?.pods
      .filter(pod => !pod.terminating)
      .flatMap(pod => pod.containers)
      .map(containerTrouble)
      .find(trouble => trouble !== undefined)?.message ?? null
  );
}

function podStatus(pod: PodInfo): PodStatus {
  const container = pod.containers.at(0);
  const last = container?.lastState;
  const state = container?.state;
  const waitsFor = state?.state === 'running' ? null : (state ?? null);
  return {
    name: pod.name,
    phase: pod.terminating ? 'Terminating' : pod.phase,
    ready: pod.ready,
    restarts: container?.restarts ?? 0,
    tag: container ? tagOf(container.image) : null,
    reason: waitsFor?.reason ?? null,
    message: waitsFor?.message ?? null,
    lastState:
      last?.state === 'terminated'
        ? `${last.reason ?? 'Terminated'} (exit code ${last.exitCode ?? 'unknown'})`
        : null,
    startedAt: pod.startedAt,
  };
}

function tagOf(image: string): string | null {
  const colon = image.lastIndexOf(':');
  return colon > image.lastIndexOf('/') ? image.slice(colon + 1) : null;
}
