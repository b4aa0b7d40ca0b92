import type {
  PlatformDocument,
  ServiceDocument,
} from '@mctl/plugin-platform-common';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { preSyncHook } from './argoAnnotations';
import { buildPodTemplate } from './buildPodTemplate';
import { serviceLabels } from './objectLabels';
import { beforeDeployName } from './objectNames';

/** A job that has not ended by then has failed, and so has the release. */
const ACTIVE_DEADLINE_SECONDS = 600;

/**
 * The job that runs to its end before a release is rolled out, with the image,
 * variables, files and secrets of that release. It is not tried again: what it
 * does, such as a migration, may not be safe to do twice.
 */
export function buildBeforeDeployJob(
  document: ServiceDocument,
  platform: PlatformDocument,
  { command, args }: { command: string[]; args?: string[] },
): Job {
  const { name, tenant } = document.metadata;
  return new Job({
    metadata: {
      name: beforeDeployName(name),
      namespace: tenant,
      labels: serviceLabels(tenant, name),
      annotations: preSyncHook(0),
    },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: ACTIVE_DEADLINE_SECONDS,
      template: buildPodTemplate(document, platform, {
        purpose: 'job',
        command,
        args,
      }),
    },
  });
}
