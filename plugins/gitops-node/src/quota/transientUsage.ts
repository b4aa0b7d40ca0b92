import type {
  PlatformDocument,
  ServiceDocument,
} from '@mctl/plugin-platform-common';
import { podUsage } from './serviceUsage';
import { NO_USAGE, type Usage } from './Usage';

/**
 * What a rollout of a service needs on top for a while: the pod more of a
 * rolling update, or the job before it, which has ended by then.
 */
export function transientUsage(
  document: ServiceDocument,
  platform: PlatformDocument,
): Usage {
  const { type, strategy, volumes, jobs, replicas } = document.spec;
  const rolls =
    type !== 'cron' && replicas !== 0 && strategy !== 'recreate' && !volumes;
  return rolls || jobs?.beforeDeploy ? podUsage(document, platform) : NO_USAGE;
}
