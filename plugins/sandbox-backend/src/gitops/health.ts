import type {
  Deployment,
  HealthStatus,
  Ingress,
  KubeObject,
} from '../store/objects';
import { DEPLOYMENTS, INGRESSES, type ResourceType } from '../store/resources';

const WORST_LAST: ReadonlyArray<HealthStatus['status']> = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
];

/**
 * The health of an object, or nothing for kinds that have none.
 *
 * @remarks
 * Follows Argo CD's gitops-engine, pkg/health.
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
  if (type === DEPLOYMENTS) {
    return deploymentHealth(object as Deployment);
  }
  if (type === INGRESSES) {
    const { status } = object as Ingress;
    return status?.loadBalancer?.ingress?.length
      ? { status: 'Healthy' }
      : { status: 'Progressing' };
  }
  return undefined;
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
