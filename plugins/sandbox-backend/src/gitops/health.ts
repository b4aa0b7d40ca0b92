import type { HealthStatus } from '../store/argoObjects';
import type { Deployment, KubeObject } from '../store/objects';
import {
  AUTOSCALERS,
  CLAIMS,
  CRON_JOBS,
  DEPLOYMENTS,
  EXTERNAL_SECRETS,
  INGRESSES,
  JOBS,
  type ResourceType,
  SERVICES,
} from '../store/resources';
import {
  autoscalerHealth,
  claimHealth,
  cronJobHealth,
  externalSecretHealth,
  ingressHealth,
  jobHealth,
  serviceHealth,
} from './kindHealth';

const WORST_LAST: ReadonlyArray<HealthStatus['status']> = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
];

/** A check for each kind that has health; objects of a type have its shape. */
const CHECKS = new Map<ResourceType, (object: KubeObject) => HealthStatus>([
  check(DEPLOYMENTS, deploymentHealth),
  check(AUTOSCALERS, autoscalerHealth),
  check(JOBS, jobHealth),
  check(CRON_JOBS, cronJobHealth),
  check(CLAIMS, claimHealth),
  check(INGRESSES, ingressHealth),
  check(SERVICES, serviceHealth),
  check(EXTERNAL_SECRETS, externalSecretHealth),
]);

function check<T extends KubeObject>(
  type: ResourceType<T>,
  health: (object: T) => HealthStatus,
): [ResourceType, (object: KubeObject) => HealthStatus] {
  return [type, object => health(object as T)];
}

/**
 * The health of an object, or nothing for kinds that have none.
 *
 * @remarks
 * Follows Argo CD's gitops-engine, pkg/health, and the resource
 * customizations that come with Argo CD.
 */
export function healthOf(
  type: ResourceType,
  object: KubeObject | undefined,
): HealthStatus | undefined {
  if (!object) {
    return { status: 'Missing' };
  }
  if (object.metadata.deletionTimestamp) {
    return { status: 'Progressing', message: 'Pending deletion' };
  }
  return CHECKS.get(type)?.(object);
}

/** The worst of all, as an application reports it. */
export function worstHealth(all: readonly HealthStatus[]): HealthStatus {
  return all.reduce<HealthStatus>(
    (worst, health) =>
      WORST_LAST.indexOf(health.status) > WORST_LAST.indexOf(worst.status)
        ? health
        : worst,
    { status: 'Healthy' },
  );
}

/** Follows gitops-engine's health_deployment.go, messages included. */
function deploymentHealth({
  metadata,
  spec,
  status,
}: Deployment): HealthStatus {
  if (spec.paused) {
    return { status: 'Suspended', message: 'Deployment is paused' };
  }
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) {
    return {
      status: 'Progressing',
      message:
        'Waiting for rollout to finish: observed deployment generation less than desired generation',
    };
  }
  const {
    conditions,
    replicas = 0,
    updatedReplicas = 0,
    availableReplicas = 0,
  } = status ?? {};
  const progressing = conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return {
      status: 'Degraded',
      message: `Deployment "${metadata.name}" exceeded its progress deadline`,
    };
  }
  if (updatedReplicas < spec.replicas) {
    return {
      status: 'Progressing',
      message: `Waiting for rollout to finish: ${updatedReplicas} out of ${spec.replicas} new replicas have been updated...`,
    };
  }
  if (replicas > updatedReplicas) {
    return {
      status: 'Progressing',
      message: `Waiting for rollout to finish: ${replicas - updatedReplicas} old replicas are pending termination...`,
    };
  }
  if (availableReplicas < updatedReplicas) {
    return {
      status: 'Progressing',
      message: `Waiting for rollout to finish: ${availableReplicas} of ${updatedReplicas} updated replicas are available...`,
    };
  }
  return { status: 'Healthy' };
}
