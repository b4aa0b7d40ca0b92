import {
  applicationName,
  isKnown,
  mapObserved,
  serviceHost,
  wantedReplicas,
  type Evidence,
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
} from '@mctl/plugin-cluster-node';
import { serviceHealth } from './serviceHealth';

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
  return {
    health: serviceHealth(document, cluster),
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
