import { isKnown, type ServiceDocument } from '@mctl/plugin-platform-common';
import type { ClusterStatus, Workload } from '@mctl/plugin-cluster-node';
import {
  DOCUMENT_DIGEST_ANNOTATION,
  documentDigest,
} from '@mctl/plugin-gitops-node';
import type { Verification, VerifyOutcome } from '@mctl/plugin-platform-node';
import { containerTrouble } from './containerTrouble';
import { newestPods, rolloutEvidence } from './rolloutEvidence';

/** Proves that a service runs what its document says. */
export const rolloutHealthy: Verification<
  { tenant: string; service: string },
  Record<string, unknown>
> = {
  proves:
    'the rollout is complete and healthy at that release; asleep, no replica is left; of type cron, its schedule is in force',
  deadline: 120_000,
  check({ input: { tenant, service }, snapshot, cluster }) {
    const document = snapshot.services.get(`${tenant}/${service}`)?.document;
    return document
      ? checkRollout({ document, cluster })
      : waiting('The document of the service cannot be read');
  },
};

/** Looks at the rollout of a service once. */
export function checkRollout(options: {
  document: ServiceDocument;
  cluster: ClusterStatus;
}): VerifyOutcome {
  return options.document.spec.type === 'cron'
    ? checkCronJob(options)
    : checkDeployment(options);
}

function checkCronJob(options: {
  document: ServiceDocument;
  cluster: ClusterStatus;
}): VerifyOutcome {
  const { document, cluster } = options;
  const { name, tenant } = document.metadata;
  const { image, schedule, replicas } = document.spec;
  const observed = cluster.cronJob(tenant, name);
  if (!isKnown(observed)) {
    return waiting(`The cluster cannot be seen: ${observed.unknown}`);
  }
  const leftover = cluster.workload(tenant, name);
  if (!isKnown(leftover)) {
    return waiting(`The cluster cannot be seen: ${leftover.unknown}`);
  }
  const cronJob = observed.value;
  if (!cronJob) {
    return waiting('The cron job is not there yet');
  }
  if (leftover.value) {
    return waiting('The deployment of before is still there');
  }
  const asleep = replicas === 0;
  if (
    !isRenderedFrom(cronJob.annotations, document) ||
    cronJob.schedule !== schedule ||
    cronJob.suspended !== asleep
  ) {
    return waiting('The cron job has not taken over the release yet');
  }
  return {
    outcome: 'passed',
    message: asleep
      ? `The service sleeps: the schedule ${schedule} is suspended`
      : `${image.tag} runs at ${schedule}`,
  };
}

function checkDeployment(options: {
  document: ServiceDocument;
  cluster: ClusterStatus;
}): VerifyOutcome {
  const { document, cluster } = options;
  const { name, tenant } = document.metadata;
  const observed = cluster.workload(tenant, name);
  if (!isKnown(observed)) {
    return waiting(`The cluster cannot be seen: ${observed.unknown}`);
  }
  const workload = observed.value;
  if (!workload) {
    return waiting('The deployment is not there yet');
  }
  const { deployment } = workload;
  if (
    !isRenderedFrom(deployment.annotations, document) ||
    deployment.observedGeneration < deployment.generation
  ) {
    return waiting('The deployment has not taken over the release yet');
  }

  const pods = newestPods(workload);
  const failure = findFailure(workload);
  if (failure) {
    return {
      outcome: 'failed',
      message: failure,
      hint: 'The release before keeps serving. Deploy a working one, or go back with rollback-service.',
      evidence: rolloutEvidence({ cluster, tenant, service: name, workload }),
    };
  }
  if (isComplete(document, workload)) {
    return { outcome: 'passed', message: describeProof(document, workload) };
  }
  const ready = Math.min(
    deployment.updated,
    pods.filter(pod => pod.ready).length,
  );
  return waiting(
    document.spec.replicas === 0
      ? `${deployment.replicas} replicas are still to end`
      : `${ready} of ${wanted(document, workload)} replicas of ${document.spec.image.tag} are ready`,
    rolloutEvidence({ cluster, tenant, service: name, workload }),
  );
}

/** How many replicas there have to be; autoscaling may want more than the fewest. */
function wanted({ spec }: ServiceDocument, { deployment }: Workload): number {
  return Math.max(spec.autoscaling?.min ?? 0, deployment.desired);
}

function isComplete(document: ServiceDocument, workload: Workload): boolean {
  const { deployment } = workload;
  const { autoscaling } = document.spec;
  if (autoscaling) {
    // While it scales, some replicas may still be on their way.
    return (
      deployment.updated === deployment.replicas &&
      deployment.available >= autoscaling.min
    );
  }
  return (
    deployment.updated === deployment.desired &&
    deployment.replicas === deployment.desired &&
    deployment.available === deployment.desired
  );
}

function describeProof(document: ServiceDocument, workload: Workload): string {
  const { autoscaling, image } = document.spec;
  const { available, desired } = workload.deployment;
  if (autoscaling) {
    return `${available} replicas run ${image.tag} and are ready, of ${autoscaling.min} to ${autoscaling.max} that autoscaling keeps`;
  }
  return desired === 0
    ? 'The service sleeps: no replica is left'
    : `${available} of ${desired} replicas run ${image.tag} and are ready`;
}

function findFailure(workload: Workload): string | undefined {
  const fatal = newestPods(workload)
    .flatMap(pod => pod.containers)
    .map(containerTrouble)
    .find(trouble => trouble?.fatal);
  if (fatal) {
    return fatal.message;
  }
  const progressing = workload.deployment.conditions.find(
    ({ type }) => type === 'Progressing',
  );
  return progressing?.reason === 'ProgressDeadlineExceeded'
    ? `The rollout made no progress in time: ${progressing.message ?? progressing.reason}`
    : undefined;
}

function isRenderedFrom(
  annotations: Readonly<Record<string, string>>,
  document: ServiceDocument,
): boolean {
  return annotations[DOCUMENT_DIGEST_ANNOTATION] === documentDigest(document);
}

function waiting(
  message: string,
  evidence: Extract<VerifyOutcome, { outcome: 'waiting' }>['evidence'] = [],
): VerifyOutcome {
  return { outcome: 'waiting', message, evidence };
}
