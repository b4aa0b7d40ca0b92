import type { Clock } from '@mctl/plugin-cluster-node';
import type { CronJob, Job } from '../../store/batchObjects';
import type { StoreEvent } from '../../store/History';
import { controllerOf, kubeTime, objectKey } from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { apiVersionOf, CRON_JOBS, JOBS } from '../../store/resources';
import { StatusError } from '../../store/StatusError';
import type { Controller } from '../ControlLoop';
import { controllerReference } from '../createOwnedPod';
import type { EventRecorder } from '../EventRecorder';
import { endOf } from './jobConditions';
import { parseSchedule } from './schedule';

const COMPONENT = 'cronjob-controller';
const SCHEDULED_AT = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/**
 * Starts the jobs of cron jobs when it is time.
 *
 * @remarks
 * Follows `syncCronJob` of kubernetes/pkg/controller/cronjob: of several times
 * that were missed only the last one is made up for.
 */
export class CronJobController implements Controller {
  readonly name = 'cron-job';
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #events: EventRecorder;

  constructor(options: {
    store: ObjectStore;
    clock: Clock;
    events: EventRecorder;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#events = options.events;
  }

  keysFor({ type, object }: StoreEvent): readonly string[] {
    if (type === CRON_JOBS) {
      return [objectKey(object)];
    }
    const owner = type === JOBS ? controllerOf(object) : undefined;
    return owner?.kind === 'CronJob'
      ? [`${object.metadata.namespace}/${owner.name}`]
      : [];
  }

  reconcile(key: string): number | undefined {
    const cronJob = this.#store.getByKey(CRON_JOBS, key);
    if (!cronJob || cronJob.metadata.deletionTimestamp) {
      return undefined;
    }
    this.#forget(cronJob);
    const jobs = this.#jobsOf(cronJob);
    const active = jobs.filter(job => !endOf(job));
    this.#report(cronJob, jobs, active);
    if (cronJob.spec.suspend) {
      return undefined;
    }
    const now = this.#clock.now();
    const schedule = parseSchedule(
      cronJob.spec.schedule,
      cronJob.spec.timeZone,
    );
    const due = schedule.latest(this.#since(cronJob), now);
    if (due) {
      this.#startIfAllowed(cronJob, due, active);
    }
    const next = schedule.next(now);
    return next && next.getTime() - now.getTime();
  }

  #jobsOf({ metadata }: CronJob): Job[] {
    return this.#store
      .ownedBy(JOBS, metadata.uid)
      .filter(job => !job.metadata.deletionTimestamp);
  }

  /** What is older was seen already, or came too late. */
  #since({ metadata, spec, status }: CronJob): Date {
    const seen = Date.parse(
      status?.lastScheduleTime ?? metadata.creationTimestamp,
    );
    const deadline =
      spec.startingDeadlineSeconds === undefined
        ? 0
        : this.#clock.now().getTime() - spec.startingDeadlineSeconds * 1000;
    return new Date(Math.max(seen, deadline));
  }

  #startIfAllowed(cronJob: CronJob, due: Date, active: readonly Job[]): void {
    const { concurrencyPolicy = 'Allow' } = cronJob.spec;
    if (concurrencyPolicy === 'Forbid' && active.length > 0) {
      this.#tell(
        cronJob,
        'Normal',
        'JobAlreadyActive',
        'Not starting job because prior execution is running and concurrency policy is Forbid',
      );
      return;
    }
    if (concurrencyPolicy === 'Replace') {
      active.forEach(job => this.#deleteJob(cronJob, job));
    }
    this.#startJob(cronJob, due);
  }

  #startJob(cronJob: CronJob, due: Date): void {
    const { namespace, name } = cronJob.metadata;
    const { metadata, spec } = cronJob.spec.jobTemplate;
    // The minute makes the name, so that no job is started twice.
    const jobName = `${name}-${due.getTime() / 60_000}`;
    try {
      const job = this.#store.create<Job>(JOBS, {
        metadata: {
          name: jobName,
          namespace,
          labels: metadata?.labels,
          annotations: {
            ...metadata?.annotations,
            [SCHEDULED_AT]: kubeTime(due),
          },
          ownerReferences: [controllerReference(CRON_JOBS, cronJob)],
        },
        spec: { ...spec },
      });
      this.#tell(
        cronJob,
        'Normal',
        'SuccessfulCreate',
        `Created job ${jobName}`,
      );
      this.#store.modify(CRON_JOBS, namespace, name, draft => {
        draft.status = {
          ...draft.status,
          active: [...(draft.status?.active ?? []), referenceTo(job)],
          lastScheduleTime: kubeTime(due),
        };
      });
    } catch (error) {
      if (!(error instanceof StatusError)) {
        throw error;
      }
      if (error.reason !== 'AlreadyExists') {
        this.#tell(
          cronJob,
          'Warning',
          'FailedCreate',
          `Error creating job: ${error.message}`,
        );
      }
    }
  }

  /** Deletes jobs that are over, but for the newest of each kind. */
  #forget(cronJob: CronJob): void {
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } =
      cronJob.spec;
    const over = this.#jobsOf(cronJob).sort((a, b) =>
      startOf(b).localeCompare(startOf(a)),
    );
    const old = (type: string, limit: number) =>
      over.filter(job => endOf(job)?.type === type).slice(limit);
    [
      ...old('Complete', successfulJobsHistoryLimit),
      ...old('Failed', failedJobsHistoryLimit),
    ].forEach(job => this.#deleteJob(cronJob, job));
  }

  #deleteJob(cronJob: CronJob, { metadata: { namespace, name } }: Job): void {
    this.#store.delete(JOBS, namespace, name);
    this.#tell(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
  }

  #report(
    cronJob: CronJob,
    jobs: readonly Job[],
    active: readonly Job[],
  ): void {
    const { namespace, name } = cronJob.metadata;
    for (const { name: known } of cronJob.status?.active ?? []) {
      const job = jobs.find(({ metadata }) => metadata.name === known);
      const end = job && endOf(job);
      if (end) {
        this.#tell(
          cronJob,
          'Normal',
          'SawCompletedJob',
          `Saw completed job: ${known}, condition: ${end.type}`,
        );
      }
    }
    const succeeded = jobs
      .map(({ status }) => status?.completionTime)
      .filter(time => time !== undefined)
      .sort()
      .at(-1);
    this.#store.modify(CRON_JOBS, namespace, name, draft => {
      const { active: _, lastSuccessfulTime, ...status } = draft.status ?? {};
      const latest = succeeded ?? lastSuccessfulTime;
      draft.status = {
        ...status,
        ...(active.length > 0 && { active: active.map(referenceTo) }),
        ...(latest && { lastSuccessfulTime: latest }),
      };
    });
  }

  #tell(
    cronJob: CronJob,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): void {
    this.#events.record({
      object: cronJob,
      type,
      reason,
      message,
      component: COMPONENT,
    });
  }
}

function startOf(job: Job): string {
  return job.status?.startTime ?? job.metadata.creationTimestamp;
}

function referenceTo({ metadata }: Job) {
  const { name, namespace, uid } = metadata;
  return {
    apiVersion: apiVersionOf(JOBS),
    kind: JOBS.kind,
    name,
    namespace,
    uid,
  };
}
