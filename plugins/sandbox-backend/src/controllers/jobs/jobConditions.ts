import type { Job } from '../../store/batchObjects';
import { type Condition, type Pod, withCondition } from '../../store/objects';

/** Why a job is over, in the words of the job controller. */
export interface JobEnd {
  type: 'Complete' | 'Failed';
  reason: string;
  message: string;
}

export const COMPLETED: JobEnd = {
  type: 'Complete',
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
};
export const PAST_DEADLINE: JobEnd = {
  type: 'Failed',
  reason: 'DeadlineExceeded',
  message: 'Job was active longer than specified deadline',
};
export const PAST_BACKOFF: JobEnd = {
  type: 'Failed',
  reason: 'BackoffLimitExceeded',
  message: 'Job has reached the specified backoff limit',
};

/** The condition that ended a job, when it is over. */
export function endOf(job: Job): Condition | undefined {
  return job.status?.conditions?.find(
    ({ type, status }) =>
      (type === 'Complete' || type === 'Failed') && status === 'True',
  );
}

/** The conditions of a job that is over; the first of the two announces it. */
export function withEnd(
  conditions: readonly Condition[] | undefined,
  { type, reason, message }: JobEnd,
  now: string,
): Condition[] {
  const announced =
    type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
  return [announced, type].reduce<Condition[]>(
    (known, each) =>
      withCondition(
        known,
        { type: each, status: 'True', reason, message },
        now,
      ),
    [...(conditions ?? [])],
  );
}

/**
 * What a pod failure policy says of a job because of its failed pods.
 *
 * @remarks
 * `matchPodFailurePolicy` of kubernetes/pkg/controller/job: the first rule that
 * matches a pod counts.
 */
export function policyEnd(
  job: Job,
  failed: readonly Pod[],
): JobEnd | undefined {
  for (const pod of failed) {
    const match = matchPolicy(job, pod);
    if (match?.action === 'FailJob') {
      return {
        type: 'Failed',
        reason: 'PodFailurePolicy',
        message: `${match.what} matching FailJob rule at index ${match.index}`,
      };
    }
  }
  return undefined;
}

/** Whether a failed pod counts against the back-off limit. */
export function counts(job: Job, pod: Pod): boolean {
  return matchPolicy(job, pod)?.action !== 'Ignore';
}

function matchPolicy(
  job: Job,
  pod: Pod,
): { action: string; index: number; what: string } | undefined {
  const { namespace, name } = pod.metadata;
  const rules = job.spec.podFailurePolicy?.rules ?? [];
  for (const [index, rule] of rules.entries()) {
    const { containerName, operator, values } = rule.onExitCodes ?? {};
    const exited = (pod.status?.containerStatuses ?? []).find(status => {
      const code = status.state.terminated?.exitCode ?? 0;
      return (
        code !== 0 &&
        values !== undefined &&
        (!containerName || containerName === status.name) &&
        values.includes(code) === (operator === 'In')
      );
    });
    if (exited) {
      return {
        action: rule.action,
        index,
        what: `Container ${exited.name} for pod ${namespace}/${name} failed with exit code ${exited.state.terminated?.exitCode}`,
      };
    }
    const pattern = rule.onPodConditions?.find(({ type, status = 'True' }) =>
      pod.status?.conditions?.some(
        condition => condition.type === type && condition.status === status,
      ),
    );
    if (pattern) {
      return {
        action: rule.action,
        index,
        what: `Pod ${namespace}/${name} has condition ${pattern.type}`,
      };
    }
  }
  return undefined;
}
