import type { Clock } from '@mctl/plugin-cluster-node';
import type { Job } from '../../store/batchObjects';
import type { StoreEvent } from '../../store/History';
import {
  controllerOf,
  kubeTime,
  objectKey,
  type Pod,
  withCondition,
} from '../../store/objects';
import type { ObjectStore } from '../../store/ObjectStore';
import { JOBS, PODS } from '../../store/resources';
import { StatusError } from '../../store/StatusError';
import type { Controller } from '../ControlLoop';
import { createOwnedPod } from '../createOwnedPod';
import type { EventRecorder } from '../EventRecorder';
import { isActive, isReady } from '../podPhase';
import {
  COMPLETED,
  counts,
  endOf,
  type JobEnd,
  PAST_BACKOFF,
  PAST_DEADLINE,
  policyEnd,
  withEnd,
} from './jobConditions';

const COMPONENT = 'job-controller';
/** `DefaultJobPodFailureBackOff` and `MaxJobPodFailureBackOff`. */
const FIRST_BACKOFF_MS = 10_000;
const LONGEST_BACKOFF_MS = 600_000;
const RETRY_MS = 1000;

/** The pods of a job, by what became of them. */
interface JobPods {
  active: Pod[];
  succeeded: Pod[];
  failed: Pod[];
  terminating: Pod[];
}

/**
 * Runs jobs to their completion.
 *
 * @remarks
 * Follows `syncJob` of kubernetes/pkg/controller/job, for jobs that are not
 * indexed.
 */
export class JobController implements Controller {
  readonly name = 'job';
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
    if (type === JOBS) {
      return [objectKey(object)];
    }
    const owner = type === PODS ? controllerOf(object) : undefined;
    return owner?.kind === 'Job'
      ? [`${object.metadata.namespace}/${owner.name}`]
      : [];
  }

  reconcile(key: string): number | undefined {
    const job = this.#store.getByKey(JOBS, key);
    if (!job || job.metadata.deletionTimestamp) {
      return undefined;
    }
    if (endOf(job)) {
      return this.#expire(job);
    }
    if (job.spec.suspend) {
      this.#suspend(job);
      return undefined;
    }
    const started = this.#start(job);
    const pods = this.#podsOf(started);
    const end = this.#endOf(started, pods);
    if (end) {
      this.#end(started, pods, end);
      return undefined;
    }
    const retryMs = this.#createPods(started, pods);
    this.#report(started, this.#podsOf(started));
    const waits = [retryMs, this.#deadlineMs(started)].filter(
      waitMs => waitMs !== undefined,
    );
    return waits.length > 0 ? Math.min(...waits) : undefined;
  }

  #podsOf({ metadata }: Job): JobPods {
    const pods = this.#store.ownedBy(PODS, metadata.uid);
    return {
      active: pods.filter(isActive),
      succeeded: pods.filter(({ status }) => status?.phase === 'Succeeded'),
      failed: pods.filter(({ status }) => status?.phase === 'Failed'),
      terminating: pods.filter(
        pod =>
          pod.metadata.deletionTimestamp !== undefined &&
          pod.status?.phase !== 'Succeeded' &&
          pod.status?.phase !== 'Failed',
      ),
    };
  }

  #start(job: Job): Job {
    const { namespace, name } = job.metadata;
    const now = kubeTime(this.#clock.now());
    const resumed = job.status?.conditions?.some(
      ({ type, status }) => type === 'Suspended' && status === 'True',
    );
    if (job.status?.startTime && !resumed) {
      return job;
    }
    if (resumed) {
      this.#tell(job, 'Normal', 'Resumed', 'Job resumed');
    }
    const started = this.#store.modify(JOBS, namespace, name, draft => {
      draft.status = {
        ...draft.status,
        startTime: now,
        ...(resumed && {
          conditions: withCondition(
            draft.status?.conditions,
            {
              type: 'Suspended',
              status: 'False',
              reason: 'JobResumed',
              message: 'Job resumed',
            },
            now,
          ),
        }),
      };
    });
    return started ?? job;
  }

  #suspend(job: Job): void {
    const { active } = this.#podsOf(job);
    active.forEach(pod => this.#deletePod(job, pod));
    const now = kubeTime(this.#clock.now());
    const known = job.status?.conditions?.find(
      ({ type }) => type === 'Suspended',
    );
    if (known?.status !== 'True') {
      this.#tell(job, 'Normal', 'Suspended', 'Job suspended');
    }
    const pods = this.#podsOf(job);
    this.#store.modify(
      JOBS,
      job.metadata.namespace,
      job.metadata.name,
      draft => {
        const { startTime: _, ...status } = draft.status ?? {};
        draft.status = {
          ...status,
          ...countsOf(pods),
          conditions: withCondition(
            status.conditions,
            {
              type: 'Suspended',
              status: 'True',
              reason: 'JobSuspended',
              message: 'Job suspended',
            },
            now,
          ),
        };
      },
    );
  }

  #endOf(job: Job, pods: JobPods): JobEnd | undefined {
    const { backoffLimit = 6 } = job.spec;
    const failed = pods.failed.filter(pod => counts(job, pod));
    const deadlineMs = this.#deadlineMs(job);
    if (deadlineMs !== undefined && deadlineMs <= 0) {
      return PAST_DEADLINE;
    }
    const decided = policyEnd(job, pods.failed);
    if (decided) {
      return decided;
    }
    if (failed.length > backoffLimit || restartedTooOften(job, pods.active)) {
      return PAST_BACKOFF;
    }
    const { completions } = job.spec;
    const done =
      completions === undefined
        ? pods.succeeded.length > 0 && pods.active.length === 0
        : pods.succeeded.length >= completions;
    return done ? COMPLETED : undefined;
  }

  #end(job: Job, pods: JobPods, end: JobEnd): void {
    const { namespace, name } = job.metadata;
    pods.active.forEach(pod => this.#deletePod(job, pod));
    const left = this.#podsOf(job);
    const now = kubeTime(this.#clock.now());
    this.#store.modify(JOBS, namespace, name, draft => {
      draft.status = {
        ...draft.status,
        ...countsOf(left),
        ...(end.type === 'Complete' && { completionTime: now }),
        conditions: withEnd(draft.status?.conditions, end, now),
      };
    });
    if (end.type === 'Complete') {
      this.#tell(job, 'Normal', 'Completed', 'Job completed');
    } else {
      this.#tell(job, 'Warning', end.reason, end.message);
    }
  }

  /** @returns milliseconds after which more pods may be created */
  #createPods(job: Job, pods: JobPods): number | undefined {
    const wanted = neededAtOnce(job, pods) - pods.active.length;
    if (wanted < 0) {
      pods.active.slice(wanted).forEach(pod => this.#deletePod(job, pod));
    }
    if (wanted <= 0) {
      return undefined;
    }
    const waitMs = this.#backoffMs(pods.failed);
    if (waitMs > 0) {
      return waitMs;
    }
    for (let created = 0; created < wanted; created += 1) {
      if (!this.#createPod(job)) {
        return RETRY_MS;
      }
    }
    return undefined;
  }

  #createPod(job: Job): boolean {
    const { uid, name } = job.metadata;
    try {
      const pod = createOwnedPod({
        store: this.#store,
        type: JOBS,
        owner: job,
        template: job.spec.template,
        labels: jobLabels(uid, name),
      });
      this.#tell(
        job,
        'Normal',
        'SuccessfulCreate',
        `Created pod: ${pod.metadata.name}`,
      );
      return true;
    } catch (error) {
      if (!(error instanceof StatusError)) {
        throw error;
      }
      this.#tell(
        job,
        'Warning',
        'FailedCreate',
        `Error creating: ${error.message}`,
      );
      return false;
    }
  }

  #backoffMs(failed: readonly Pod[]): number {
    if (failed.length === 0) {
      return 0;
    }
    const last = Math.max(...failed.map(finishedAt));
    const backoff = Math.min(
      LONGEST_BACKOFF_MS,
      FIRST_BACKOFF_MS * 2 ** (failed.length - 1),
    );
    return last + backoff - this.#clock.now().getTime();
  }

  #deadlineMs({ spec, status }: Job): number | undefined {
    return spec.activeDeadlineSeconds === undefined || !status?.startTime
      ? undefined
      : Date.parse(status.startTime) +
          spec.activeDeadlineSeconds * 1000 -
          this.#clock.now().getTime();
  }

  #expire(job: Job): number | undefined {
    const { ttlSecondsAfterFinished } = job.spec;
    const { namespace, name } = job.metadata;
    if (ttlSecondsAfterFinished === undefined) {
      return undefined;
    }
    const ended = Date.parse(endOf(job)?.lastTransitionTime ?? '');
    const waitMs =
      ended + ttlSecondsAfterFinished * 1000 - this.#clock.now().getTime();
    if (waitMs > 0) {
      return waitMs;
    }
    this.#store.delete(JOBS, namespace, name);
    return undefined;
  }

  #report(job: Job, pods: JobPods): void {
    const { namespace, name } = job.metadata;
    this.#store.modify(JOBS, namespace, name, draft => {
      draft.status = { ...draft.status, ...countsOf(pods) };
    });
  }

  #deletePod(job: Job, { metadata: { namespace, name } }: Pod): void {
    this.#store.delete(PODS, namespace, name);
    this.#tell(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  }

  #tell(
    job: Job,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): void {
    this.#events.record({
      object: job,
      type,
      reason,
      message,
      component: COMPONENT,
    });
  }
}

function neededAtOnce({ spec }: Job, { succeeded, active }: JobPods): number {
  const { parallelism = 1, completions } = spec;
  if (completions !== undefined) {
    return Math.min(parallelism, completions - succeeded.length);
  }
  // When one has found the queue empty, the others come to their end.
  return succeeded.length > 0 ? active.length : parallelism;
}

/** The labels by which a job finds its pods. */
export function jobLabels(uid: string, name: string): Record<string, string> {
  return {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
}

function countsOf(pods: JobPods) {
  const some = (count: number) => (count > 0 ? count : undefined);
  return {
    active: some(pods.active.length),
    ready: pods.active.filter(isReady).length,
    terminating: pods.terminating.length,
    succeeded: some(pods.succeeded.length),
    failed: some(pods.failed.length),
  };
}

/** `pastBackoffLimitOnFailure`: containers that are restarted count as well. */
function restartedTooOften({ spec }: Job, active: readonly Pod[]): boolean {
  const { backoffLimit = 6, template } = spec;
  if (template.spec.restartPolicy !== 'OnFailure') {
    return false;
  }
  const restarts = active
    .filter(({ status }) => status?.phase === 'Running')
    .flatMap(({ status }) => [
      ...(status?.initContainerStatuses ?? []),
      ...(status?.containerStatuses ?? []),
    ])
    .reduce((sum, { restartCount }) => sum + restartCount, 0);
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit;
}

function finishedAt({ metadata, status }: Pod): number {
  const ends = (status?.containerStatuses ?? []).map(({ state }) =>
    Date.parse(state.terminated?.finishedAt ?? metadata.creationTimestamp),
  );
  return Math.max(Date.parse(metadata.creationTimestamp), ...ends);
}
