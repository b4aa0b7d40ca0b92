import type { HealthStatus } from '../store/argoObjects';
import type { CronJob, Job } from '../store/batchObjects';
import type { ExternalSecret } from '../store/configurationObjects';
import type { Service } from '../store/networkObjects';
import type { Ingress } from '../store/objects';
import type { HorizontalPodAutoscaler } from '../store/scalingObjects';
import type { PersistentVolumeClaim } from '../store/storageObjects';

/** Conditions by which an autoscaler cannot do its work. */
const DEGRADED_SCALING = new Map([
  ['AbleToScale', ['FailedGetScale', 'FailedUpdateScale']],
  ['ScalingActive', ['FailedGetResourceMetric', 'InvalidSelector']],
]);

/** Follows gitops-engine's health_hpa.go. */
export function autoscalerHealth({
  status,
}: HorizontalPodAutoscaler): HealthStatus {
  const conditions = status?.conditions ?? [];
  const degraded = conditions.find(({ type, reason }) =>
    DEGRADED_SCALING.get(type)?.includes(reason ?? ''),
  );
  if (degraded) {
    return withMessage('Degraded', degraded.message);
  }
  const healthy = conditions.find(
    ({ type, status: value }) =>
      ['AbleToScale', 'ScalingLimited'].includes(type) && value === 'True',
  );
  return healthy
    ? withMessage('Healthy', healthy.message)
    : { status: 'Progressing', message: 'Waiting to Autoscale' };
}

/** Follows gitops-engine's health_job.go. */
export function jobHealth({ status }: Job): HealthStatus {
  const holding = (status?.conditions ?? []).filter(
    condition => condition.status === 'True',
  );
  const find = (wanted: string) => holding.find(({ type }) => type === wanted);
  const failed = find('Failed');
  if (failed) {
    return withMessage('Degraded', failed.message);
  }
  const complete = find('Complete');
  if (complete) {
    return withMessage('Healthy', complete.message);
  }
  const suspended = find('Suspended');
  return suspended
    ? withMessage('Suspended', suspended.message)
    : { status: 'Progressing' };
}

/** Follows resource_customizations/batch/CronJob/health.lua of argo-cd. */
export function cronJobHealth({ status }: CronJob): HealthStatus {
  const { active, lastScheduleTime, lastSuccessfulTime } = status ?? {};
  if (active?.length) {
    return { status: 'Progressing', message: 'CronJob has active jobs' };
  }
  if (lastScheduleTime === undefined) {
    return { status: 'Healthy', message: 'CronJob has never run' };
  }
  return lastSuccessfulTime !== undefined &&
    Date.parse(lastScheduleTime) < Date.parse(lastSuccessfulTime)
    ? { status: 'Healthy', message: 'CronJob has run successfully' }
    : { status: 'Degraded', message: 'CronJob has not run successfully' };
}

/** Follows gitops-engine's health_pvc.go. */
export function claimHealth({ status }: PersistentVolumeClaim): HealthStatus {
  const states = {
    Lost: 'Degraded',
    Pending: 'Progressing',
    Bound: 'Healthy',
  } as const;
  return { status: status ? states[status.phase] : 'Unknown' };
}

/** Follows gitops-engine's health_ingress.go. */
export function ingressHealth({ status }: Ingress): HealthStatus {
  return status?.loadBalancer?.ingress?.length
    ? { status: 'Healthy' }
    : { status: 'Progressing' };
}

/** Follows gitops-engine's health_service.go. */
export function serviceHealth({ spec, status }: Service): HealthStatus {
  return spec.type !== 'LoadBalancer' || status?.loadBalancer?.ingress?.length
    ? { status: 'Healthy' }
    : { status: 'Progressing' };
}

/**
 * Follows resource_customizations/external-secrets.io/ExternalSecret/health.lua
 * of argo-cd.
 */
export function externalSecretHealth({ status }: ExternalSecret): HealthStatus {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') {
    return withMessage('Healthy', ready.message);
  }
  return ready?.status === 'False'
    ? withMessage('Degraded', ready.message)
    : { status: 'Progressing', message: 'Waiting for ExternalSecret' };
}

function withMessage(
  status: HealthStatus['status'],
  message: string | undefined,
): HealthStatus {
  return { status, ...(message && { message }) };
}
