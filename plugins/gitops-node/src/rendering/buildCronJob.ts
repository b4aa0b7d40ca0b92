import {
  wantedReplicas,
  type PlatformDocument,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import {
  DOCUMENT_DIGEST_ANNOTATION,
  documentDigest,
} from '../documents/documentDigest';
import { buildPodTemplate } from './buildPodTemplate';
import { serviceLabels } from './objectLabels';

const HISTORY_LIMIT = 3;
const BACKOFF_LIMIT = 2;
/** A run that could not start for this long is left out. */
const STARTING_DEADLINE_SECONDS = 300;

/**
 * The cron job of a service that runs on a schedule. A run that is still going
 * when the next is due holds it back, so one pod is all there is at a time.
 */
export function buildCronJob(
  document: ServiceDocument,
  platform: PlatformDocument,
): CronJob {
  const { name, tenant } = document.metadata;
  const { schedule = '', command, args } = document.spec;
  const labels = serviceLabels(tenant, name);
  return new CronJob({
    metadata: {
      name,
      namespace: tenant,
      labels,
      annotations: { [DOCUMENT_DIGEST_ANNOTATION]: documentDigest(document) },
    },
    spec: {
      schedule,
      timeZone: 'Etc/UTC',
      suspend: wantedReplicas(document) === 0,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: STARTING_DEADLINE_SECONDS,
      successfulJobsHistoryLimit: HISTORY_LIMIT,
      failedJobsHistoryLimit: HISTORY_LIMIT,
      jobTemplate: {
        metadata: { labels },
        spec: {
          backoffLimit: BACKOFF_LIMIT,
          template: buildPodTemplate(document, platform, {
            purpose: 'run',
            command,
            args,
          }),
        },
      },
    },
  });
}
