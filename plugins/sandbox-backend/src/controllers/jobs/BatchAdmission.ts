import { stringifyError } from '@backstage/errors';
import { isDeepStrictEqual } from 'node:util';
import type { Admission, AdmissionRequest } from '../../store/admission';
import type { CronJob, Job, JobSpec } from '../../store/batchObjects';
import type { KubeObject } from '../../store/objects';
import { CRON_JOBS, JOBS, type ResourceType } from '../../store/resources';
import { StatusError } from '../../store/StatusError';
import { jobLabels } from './JobController';
import { parseSchedule } from './schedule';

const RESTART_POLICIES = ['Never', 'OnFailure'];

/**
 * Checks jobs and cron jobs, and gives jobs the selector of their pods.
 *
 * @remarks
 * `PrepareForCreate` of pkg/registry/batch/job, and pkg/apis/batch/validation.
 */
export class BatchAdmission implements Admission {
  admit({ type, object, previous }: AdmissionRequest): KubeObject {
    if (type === JOBS) {
      return admitJob(object as Job, previous as Job | undefined);
    }
    if (type === CRON_JOBS) {
      const cronJob = object as CronJob;
      checkRestartPolicy(
        type,
        cronJob,
        cronJob.spec.jobTemplate.spec,
        'spec.jobTemplate.spec.',
      );
      checkSchedule(cronJob);
    }
    return object;
  }
}

function admitJob(job: Job, previous: Job | undefined): Job {
  checkRestartPolicy(JOBS, job, job.spec, 'spec.');
  const { uid, name } = job.metadata;
  const { template } = job.spec;
  const labels = { ...template.metadata?.labels, ...jobLabels(uid, name) };
  const admitted = {
    ...job,
    spec: {
      ...job.spec,
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
  if (
    previous &&
    !isDeepStrictEqual(previous.spec.template, admitted.spec.template)
  ) {
    throw StatusError.invalid(
      JOBS,
      name,
      'spec.template: Invalid value: core.PodTemplateSpec: field is immutable',
    );
  }
  return admitted;
}

function checkRestartPolicy(
  type: ResourceType,
  object: KubeObject,
  spec: JobSpec,
  path: string,
): void {
  const { restartPolicy = 'Always' } = spec.template.spec;
  if (!RESTART_POLICIES.includes(restartPolicy)) {
    throw StatusError.invalid(
      type,
      object.metadata.name,
      `${path}template.spec.restartPolicy: Unsupported value: "${restartPolicy}": supported values: "OnFailure", "Never"`,
    );
  }
}

function checkSchedule({ metadata, spec }: CronJob): void {
  try {
    parseSchedule(spec.schedule, spec.timeZone);
  } catch (error) {
    const [field, value] = isTimeZone(spec.timeZone)
      ? ['spec.schedule', spec.schedule]
      : ['spec.timeZone', spec.timeZone];
    throw StatusError.invalid(
      CRON_JOBS,
      metadata.name,
      `${field}: Invalid value: ${JSON.stringify(value)}: ${stringifyError(error)}`,
    );
  }
}

function isTimeZone(timeZone: string | undefined): boolean {
  try {
    parseSchedule('@hourly', timeZone);
    return true;
  } catch {
    // Refused by the same parser that refused the whole just before.
    return false;
  }
}
