import {
  isKnown,
  type Evidence,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import type {
  ClusterStatus,
  PodInfo,
  Workload,
} from '@mctl/plugin-cluster-node';
import {
  DOCUMENT_DIGEST_ANNOTATION,
  documentDigest,
} from '@mctl/plugin-gitops-node';
import type { Verification, VerifyOutcome } from '@mctl/plugin-platform-node';
import { containerTrouble } from './containerTrouble';

/** Evidence that is kept on the operation. */
const MAX_EVIDENCE = 10;

/** Proves that a service runs what its document says. */
export const rolloutHealthy: Verification<
  { tenant: string; service: string },
  Record<string, unknown>
> = {
  proves: 'the rollout is complete and healthy at that release',
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
  const { repository, tag } = document.spec.image;
  const image = `${repository}:${tag}`;
  if (
    deployment.annotations[DOCUMENT_DIGEST_ANNOTATION] !==
      documentDigest(document) ||
    deployment.observedGeneration < deployment.generation
  ) {
    return waiting('The deployment has not taken over the release yet');
  }

  const pods = newestPods(workload, image);
  const failure = findFailure(workload, pods);
  if (failure) {
    return {
      outcome: 'failed',
      message: failure,
      hint: 'The release before keeps serving. Deploy a working one, or go back with rollback-service.',
      evidence: gatherEvidence({ cluster, tenant, service: name, pods }),
    };
  }

  const complete =
    deployment.updated === deployment.desired &&
    deployment.replicas === deployment.desired &&
    deployment.available === deployment.desired;
  return complete
    ? {
        outcome: 'passed',
        message: `${deployment.available} of ${deployment.desired} replicas run ${tag} and are ready`,
      }
    : waiting(
        `${Math.min(deployment.updated, pods.filter(({ ready }) => ready).length)} of ${deployment.desired} replicas of ${tag} are ready`,
        gatherEvidence({ cluster, tenant, service: name, pods }),
      );
}

/**
 * Pods of the newest replica set. Those of an older one may run the same image
 * and crash for want of what the release brings.
 */
function newestPods(workload: Workload, image: string): PodInfo[] {
  const newest = workload.replicaSets
    .filter(replicaSet => replicaSet.image === image)
    .sort((a, b) => b.revision - a.revision)
    .at(0);
  return newest
    ? workload.pods.filter(
        pod => !pod.terminating && pod.replicaSet === newest.name,
      )
    : [];
}

function findFailure(workload: Workload, pods: PodInfo[]): string | undefined {
  const fatal = pods
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

/** Warnings about the pods of a release, oldest first. */
function gatherEvidence(options: {
  cluster: ClusterStatus;
  tenant: string;
  service: string;
  pods: PodInfo[];
}): Evidence[] {
  const { cluster, tenant, service, pods } = options;
  const names = new Set(pods.map(pod => pod.name));
  const observed = cluster.workloadEvents(tenant, service);
  const events = isKnown(observed)
    ? observed.value
        .filter(
          event => event.type === 'Warning' && names.has(event.object.name),
        )
        .map(event => ({
          source: 'event',
          object: `${event.object.kind} ${tenant}/${event.object.name}`,
          reason: event.reason,
          message: event.message,
          ...(event.lastSeen && { time: event.lastSeen }),
          count: event.count,
        }))
    : [{ source: 'event', message: `Events: unknown, ${observed.unknown}` }];
  const crashes = pods.flatMap(pod =>
    pod.containers.flatMap(({ lastState, name }) =>
      lastState?.state === 'terminated'
        ? [
            {
              source: 'pod',
              object: `Pod ${tenant}/${pod.name}`,
              ...(lastState.reason && { reason: lastState.reason }),
              message: `container ${name} ended with exit code ${lastState.exitCode}`,
              ...(lastState.finishedAt && { time: lastState.finishedAt }),
            },
          ]
        : [],
    ),
  );
  return [...crashes, ...events].slice(-MAX_EVIDENCE);
}

function waiting(message: string, evidence: Evidence[] = []): VerifyOutcome {
  return { outcome: 'waiting', message, evidence };
}
