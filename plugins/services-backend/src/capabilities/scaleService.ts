import { z } from 'zod';
import { isKnown } from '@mctl/plugin-platform-common';
import type { ClusterStatus } from '@mctl/plugin-cluster-node';
import { defineOperation } from '@mctl/plugin-platform-node';
import { changeService } from '../changes/changeService';
import { changeWarnings } from '../changes/changeWarnings';
import { onService, serviceInput } from '../changes/serviceOperation';
import type { ServicePatch, ServiceSpec } from '../changes/ServicePatch';
import { scaleSettings, type ScaleSettings } from '../changes/serviceSettings';
import { planServiceChange, requireService } from '../planServiceChange';
import { provenByRollout } from './provenByRollout';

const input = z
  .object({ ...serviceInput, ...scaleSettings })
  .refine(
    ({ replicas, autoscaling }) =>
      replicas !== undefined || autoscaling !== undefined,
    { error: 'needs replicas or autoscaling', path: ['replicas'] },
  );

type ResolvedScale = {
  /** Replicas that ran when autoscaling was turned off, if that was seen. */
  running?: number;
};

/** Sets how many replicas a service has. */
export function scaleService() {
  return defineOperation<typeof input, ResolvedScale>({
    name: 'scale-service',
    title: 'Scale a service',
    description:
      'Sets a fixed number of replicas, or the bounds of autoscaling by CPU use, or turns autoscaling off. 0 replicas put the service to sleep; scaling up wakes it. Turning autoscaling off without a number keeps as many replicas as run now. For a cron service 0 suspends the schedule and 1 resumes it. Starts no new rollout.',
    risk: 'write',
    role: 'developer',
    input,
    ...onService,
    async resolve({ input: { tenant, service, ...scale }, snapshot, cluster }) {
      const { spec } = requireService(snapshot, tenant, service);
      return keepsNumber(spec, scale)
        ? runningReplicas(cluster, tenant, service)
        : {};
    },
    plan({ input: { tenant, service, ...scale }, resolved, snapshot, domain }) {
      const existing = requireService(snapshot, tenant, service);
      const patch = keepRunning(existing.spec, scale, resolved);
      const document = changeService(
        existing,
        patch,
        snapshot.platform.document,
      );
      const { spec } = document;
      return {
        changes: planServiceChange({ document, snapshot, domain }),
        summary: `Service ${service} of ${tenant} ${describeScale(spec)}`,
        title: `feat(${tenant}/${service}): scale to ${shortScale(spec)}`,
        warnings: [
          ...changeWarnings(existing.spec, spec),
          ...unseenWarning(existing.spec, scale, resolved),
        ],
        result: {
          tenant,
          service,
          replicas: spec.replicas ?? null,
          autoscaling: spec.autoscaling ?? null,
        },
      };
    },
    ...provenByRollout,
  });
}

/** Whether a change asks for no number, so that what runs now should stay. */
function keepsNumber(spec: ServiceSpec, scale: ScaleSettings): boolean {
  return (
    spec.autoscaling !== undefined &&
    scale.autoscaling === false &&
    scale.replicas === undefined
  );
}

/** How many replicas autoscaling wants at the moment, if that can be seen. */
function runningReplicas(
  cluster: ClusterStatus,
  tenant: string,
  service: string,
): ResolvedScale {
  const observed = cluster.workload(tenant, service);
  return isKnown(observed) && observed.value
    ? { running: observed.value.deployment.desired }
    : {};
}

function keepRunning(
  spec: ServiceSpec,
  scale: ScaleSettings,
  { running }: ResolvedScale,
): ServicePatch {
  return running !== undefined && keepsNumber(spec, scale)
    ? { ...scale, replicas: running }
    : scale;
}

function unseenWarning(
  spec: ServiceSpec,
  scale: ScaleSettings,
  { running }: ResolvedScale,
): string[] {
  return running === undefined && keepsNumber(spec, scale)
    ? [
        'It cannot be seen how many replicas run now: as many stay as autoscaling has at least',
      ]
    : [];
}

function describeScale({ type, replicas, autoscaling }: ServiceSpec): string {
  if (autoscaling) {
    const { min, max, cpu } = autoscaling;
    return `runs ${min} to ${max} replicas, by ${cpu} % of the CPU it requests`;
  }
  if (type === 'cron') {
    return replicas === 0 ? 'sleeps' : 'runs on its schedule';
  }
  return replicas === 0 ? 'sleeps' : `runs ${counted(replicas ?? 1)}`;
}

function shortScale({ replicas, autoscaling }: ServiceSpec): string {
  return autoscaling
    ? `${autoscaling.min} to ${counted(autoscaling.max)}`
    : counted(replicas ?? 1);
}

function counted(replicas: number): string {
  return replicas === 1 ? '1 replica' : `${replicas} replicas`;
}
