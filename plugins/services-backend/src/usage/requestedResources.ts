import {
  isKnown,
  type Observed,
  type PlatformDocument,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import type { ClusterStatus, PodInfo } from '@mctl/plugin-cluster-node';
import {
  amountsOf,
  effectiveResources,
  sumAmounts,
  type Amounts,
} from './effectiveResources';

const SOURCE = 'cluster';
const ENDED = new Set(['Succeeded', 'Failed']);

/** What the pods that run now request, and what they may use. */
export interface RequestedResources {
  pods: number;
  requests: Amounts;
  limits: Amounts;
}

/**
 * What the pods of services request and may use, by the documents; unknown when
 * it is not known how many pods there are.
 */
export function requestedResources(options: {
  documents: readonly ServiceDocument[];
  platform: PlatformDocument;
  cluster: ClusterStatus;
  now: Date;
}): Observed<RequestedResources> {
  const { documents, platform, cluster, now } = options;
  let pods = 0;
  let observedAt = now.toISOString();
  const requests: Amounts[] = [];
  const limits: Amounts[] = [];
  for (const document of documents) {
    const { tenant, name } = document.metadata;
    const resources = effectiveResources(document, platform);
    if (!resources) {
      return {
        unknown: `${name} names a resource profile that the platform does not have`,
        source: 'repository',
      };
    }
    const workload = cluster.workload(tenant, name);
    const jobs = cluster.jobs(tenant, name);
    if (!isKnown(workload)) {
      return { unknown: workload.unknown, source: workload.source };
    }
    if (!isKnown(jobs)) {
      return { unknown: jobs.unknown, source: jobs.source };
    }
    const running = [
      ...(workload.value?.pods ?? []),
      ...jobs.value.flatMap(job => job.pods),
    ].filter(holdsResources).length;
    pods += running;
    requests.push(times(amountsOf(resources.requests), running));
    limits.push(times(amountsOf(resources.limits), running));
    observedAt = [observedAt, workload.observedAt].sort()[0];
  }
  return {
    value: {
      pods,
      requests: sumAmounts(requests),
      limits: sumAmounts(limits),
    },
    source: SOURCE,
    observedAt,
  };
}

/** As the scheduler counts: until a pod has ended. */
function holdsResources({ phase }: PodInfo): boolean {
  return !ENDED.has(phase);
}

function times({ cpuCores, memoryBytes }: Amounts, count: number): Amounts {
  return { cpuCores: cpuCores * count, memoryBytes: memoryBytes * count };
}
