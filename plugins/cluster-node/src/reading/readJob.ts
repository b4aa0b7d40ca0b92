import type { V1CronJob, V1Job, V1Pod } from '@kubernetes/client-node';
import { compareText } from '../compareText';
import type { CronJobInfo, JobInfo } from '../objectTypes';
import { isoTime } from './isoTime';
import { readPod } from './readWorkload';

const HOOK_ANNOTATION = 'argocd.argoproj.io/hook';

export function readJob(job: V1Job, pods: readonly V1Pod[]): JobInfo {
  const { metadata, spec, status } = job;
  const ended = status?.conditions?.find(
    ({ type, status: holds }) =>
      holds === 'True' && (type === 'Complete' || type === 'Failed'),
  );
  const failed = ended?.type === 'Failed';
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
    cronJob:
      metadata?.ownerReferences?.find(({ kind }) => kind === 'CronJob')?.name ??
      null,
    hook: metadata?.annotations?.[HOOK_ANNOTATION] ?? null,
    state: stateOf(job, ended),
    reason: (failed && ended?.reason) || null,
    message: (failed && ended?.message) || null,
    active: status?.active ?? 0,
    succeeded: status?.succeeded ?? 0,
    failed: status?.failed ?? 0,
    image: spec?.template?.spec?.containers[0]?.image ?? '',
    createdAt: isoTime(metadata?.creationTimestamp) ?? '',
    startedAt: isoTime(status?.startTime),
    // A job that failed has no completion time.
    finishedAt: isoTime(
      status?.completionTime ?? (ended && ended.lastTransitionTime),
    ),
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations ?? {},
    pods: pods
      .map(pod => readPod(pod, null))
      .sort((a, b) => compareText(a.createdAt, b.createdAt)),
  };
}

function stateOf(
  { spec }: V1Job,
  ended: { type: string } | undefined,
): JobInfo['state'] {
  if (ended) {
    return ended.type === 'Failed' ? 'failed' : 'succeeded';
  }
  return spec?.suspend ? 'suspended' : 'running';
}

export function readCronJob(cronJob: V1CronJob): CronJobInfo {
  const { metadata, spec, status } = cronJob;
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
    generation: metadata?.generation ?? 0,
    schedule: spec?.schedule ?? '',
    suspended: spec?.suspend ?? false,
    active: status?.active?.length ?? 0,
    image: spec?.jobTemplate.spec?.template?.spec?.containers[0]?.image ?? '',
    lastScheduledAt: isoTime(status?.lastScheduleTime),
    lastSucceededAt: isoTime(status?.lastSuccessfulTime),
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations ?? {},
  };
}
