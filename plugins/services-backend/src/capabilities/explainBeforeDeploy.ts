import { isKnown } from '@mctl/plugin-platform-common';
import type { ClusterStatus } from '@mctl/plugin-cluster-node';
import type { SyncFailure } from '@mctl/plugin-platform-node';
import { endOf, MAX_EVIDENCE, warningsAbout } from './evidence';

/** Argo CD runs the job before it applies anything else. */
const BEFORE_SYNC = 'PreSync';

/**
 * Why a release was not rolled out, when its job before the deploy failed.
 */
export function explainBeforeDeploy(options: {
  input: { tenant: string; service: string };
  cluster: ClusterStatus;
}): SyncFailure | undefined {
  const { input, cluster } = options;
  const { tenant, service } = input;
  const jobs = cluster.jobs(tenant, service);
  if (!isKnown(jobs)) {
    return undefined;
  }
  const job = jobs.value.find(({ hook }) => hook === BEFORE_SYNC);
  if (job?.state !== 'failed') {
    return undefined;
  }
  const names = new Set([job, ...job.pods].map(({ name }) => name));
  const cause = job.message ?? job.reason;
  return {
    message: `The job before the deploy failed${cause ? `: ${cause}` : ''}`,
    hint: 'Nothing was rolled out, and the release before keeps running. Correct what the job does and deploy again; get-service-logs shows what it wrote.',
    evidence: [
      ...job.pods.flatMap(pod =>
        pod.containers.flatMap(({ name, state }) =>
          endOf({ pod, name, state }),
        ),
      ),
      ...warningsAbout(names, { cluster, tenant, service }),
    ].slice(-MAX_EVIDENCE),
  };
}
