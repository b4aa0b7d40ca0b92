import { z } from 'zod';
import { mapObserved, observedSchema } from '@mctl/plugin-platform-common';
import type {
  ClusterStatus,
  ConditionInfo,
  JobInfo,
} from '@mctl/plugin-cluster-node';

/** How many runs are shown. */
const SHOWN_JOBS = 10;

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  message: z.string().nullable(),
});

/** Schemas of what some services have beside their pods. */
export const servicePartsShape = {
  autoscaling: observedSchema(
    z
      .object({
        min: z.number().int(),
        max: z.number().int(),
        current: z.number().int(),
        desired: z.number().int().describe('What the autoscaler wants'),
        cpu: z.object({
          target: z.number().nullable().describe('Percent of the request'),
          current: z
            .number()
            .nullable()
            .describe('Percent as last measured; null when it could not be'),
        }),
        lastScaledAt: z.string().nullable(),
        conditions: z.array(conditionSchema),
      })
      .nullable(),
  ).describe('null: the replicas are fixed'),
  schedule: observedSchema(
    z
      .object({
        schedule: z.string().describe('Cron, in UTC'),
        paused: z.boolean(),
        active: z.number().int().describe('Runs under way'),
        lastScheduledAt: z.string().nullable(),
        lastSucceededAt: z.string().nullable(),
      })
      .nullable(),
  ).describe('null: it does not run on a schedule'),
  jobs: observedSchema(
    z.array(
      z.object({
        name: z.string(),
        purpose: z.enum(['run', 'before_deploy', 'job']),
        state: z.enum(['running', 'succeeded', 'failed', 'suspended']),
        reason: z.string().nullable(),
        message: z.string().nullable(),
        startedAt: z.string().nullable(),
        finishedAt: z.string().nullable(),
      }),
    ),
  ).describe(`Runs of jobs, newest first, at most ${SHOWN_JOBS}`),
  volumes: observedSchema(
    z.array(
      z.object({
        name: z.string().describe('Name of the claim'),
        phase: z.string(),
        requested: z.string().nullable().describe('Kubernetes quantity'),
        capacity: z.string().nullable().describe('Kubernetes quantity'),
        conditions: z.array(conditionSchema),
      }),
    ),
  ),
};

/** Autoscaler, schedule, jobs and volumes of a service as they are now. */
export function serviceParts(
  cluster: ClusterStatus,
  tenant: string,
  service: string,
) {
  return {
    autoscaling: mapObserved(
      cluster.autoscaler(tenant, service),
      found =>
        found && {
          min: found.min,
          max: found.max,
          current: found.current,
          desired: found.desired,
          cpu: found.cpu,
          lastScaledAt: found.lastScaledAt,
          conditions: found.conditions.map(readCondition),
        },
    ),
    schedule: mapObserved(
      cluster.cronJob(tenant, service),
      found =>
        found && {
          schedule: found.schedule,
          paused: found.suspended,
          active: found.active,
          lastScheduledAt: found.lastScheduledAt,
          lastSucceededAt: found.lastSucceededAt,
        },
    ),
    jobs: mapObserved(cluster.jobs(tenant, service), jobs =>
      jobs.slice(0, SHOWN_JOBS).map(job => ({
        name: job.name,
        purpose: purposeOf(job),
        state: job.state,
        reason: job.reason,
        message: job.message,
        startedAt: job.startedAt,
        finishedAt: job.finishedAt,
      })),
    ),
    volumes: mapObserved(cluster.claims(tenant, service), claims =>
      claims.map(claim => ({
        name: claim.name,
        phase: claim.phase,
        requested: claim.requested,
        capacity: claim.capacity,
        conditions: claim.conditions.map(readCondition),
      })),
    ),
  };
}

function purposeOf(job: JobInfo): 'run' | 'before_deploy' | 'job' {
  if (job.cronJob !== null) {
    return 'run';
  }
  return job.hook === 'PreSync' ? 'before_deploy' : 'job';
}

function readCondition({ type, status, reason, message }: ConditionInfo) {
  return { type, status, reason, message };
}
