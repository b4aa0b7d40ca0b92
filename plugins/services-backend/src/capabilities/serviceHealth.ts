import {
  applicationName,
  isKnown,
  type Health,
  type Observed,
  type ServiceDocument,
  type ServiceStatus,
} from '@mctl/plugin-platform-common';
import type {
  ApplicationStatus,
  ClusterStatus,
  JobInfo,
  PodInfo,
  Workload,
} from '@mctl/plugin-cluster-node';
import { containerTrouble } from './containerTrouble';

type HealthView = { status: Health; message: string | null };

/**
 * The health of a service: what Argo CD states, explained by its pods. A service
 * that sleeps is not ill, and one whose last run failed is not well.
 */
export function serviceHealth(
  document: ServiceDocument,
  cluster: ClusterStatus,
): ServiceStatus['health'] {
  const { name, tenant } = document.metadata;
  const application = cluster.application(
    applicationName.service(tenant, name),
  );
  const explain = explainer(document, cluster);
  const read = (seen: ApplicationStatus | null) => {
    const stated = statedHealth(seen);
    return stated && explain(stated);
  };
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
function statedHealth(seen: ApplicationStatus | null): HealthView | undefined {
  if (seen === null) {
    return {
      status: 'Missing',
      message: 'Argo CD does not have the application',
    };
  }
  return seen.health === 'Unknown'
    ? undefined
    : { status: seen.health, message: seen.healthMessage };
}

function explainer(
  document: ServiceDocument,
  cluster: ClusterStatus,
): (stated: HealthView) => HealthView {
  const { name, tenant } = document.metadata;
  const isCron = document.spec.type === 'cron';
  const workload = isCron ? undefined : cluster.workload(tenant, name);
  const jobs = isCron ? cluster.jobs(tenant, name) : undefined;
  const trouble = troubleOf([
    ...(workload ? podsOf(workload) : []),
    ...(jobs && isKnown(jobs) ? jobs.value.flatMap(({ pods }) => pods) : []),
  ]);
  const failedRun = jobs && isKnown(jobs) ? lastFailure(jobs.value) : undefined;
  return stated => {
    if (stated.status === 'Missing') {
      return stated;
    }
    const settled =
      stated.status === 'Healthy' || stated.status === 'Suspended';
    if (settled && document.spec.replicas === 0) {
      return {
        status: 'Suspended',
        message: isCron
          ? 'asleep: its schedule is paused'
          : 'asleep: it is scaled to 0 replicas',
      };
    }
    if (settled && failedRun) {
      return { status: 'Degraded', message: failedRun };
    }
    return { ...stated, message: trouble ?? stated.message };
  };
}

function podsOf(workload: Observed<Workload | null>): readonly PodInfo[] {
  return isKnown(workload) ? (workload.value?.pods ?? []) : [];
}

/** Why pods are not well, in one line. */
function troubleOf(pods: readonly PodInfo[]): string | null {
  return (
    pods
      .filter(pod => !pod.terminating)
      .flatMap(pod => pod.containers)
      .map(containerTrouble)
      .find(trouble => trouble !== undefined)?.message ?? null
  );
}

/** How the last run that ended failed, if it did. */
function lastFailure(jobs: readonly JobInfo[]): string | undefined {
  const ended = jobs.find(
    ({ cronJob, state }) =>
      cronJob !== null && (state === 'succeeded' || state === 'failed'),
  );
  return ended?.state === 'failed'
    ? `The last run, ${ended.name}, failed: ${ended.message ?? ended.reason ?? 'no reason given'}`
    : undefined;
}
