import type { Quota } from '@mctl/plugin-platform-common';
import { hardLimit } from './quotaEffect';
import { QUOTA_RESOURCES, type Usage } from './Usage';

/**
 * How many pods of a service fit beside everything else of its tenant; nothing
 * when the quota does not limit their number.
 *
 * @param options.others - what everything but the service asks for
 * @param options.pod - what one pod of the service asks for
 */
export function mostReplicas(options: {
  quota: Quota;
  others: Usage;
  pod: Usage;
}): number {
  const { quota, others, pod } = options;
  const fits = QUOTA_RESOURCES.flatMap(resource => {
    const each = BigInt(pod[resource]);
    const room = hardLimit(quota, resource) - BigInt(others[resource]);
    if (each === 0n) {
      return [];
    }
    return [room > 0n ? room / each : 0n];
  });
  // Every pod is one pod, so there is at least one.
  return Number(fits.reduce((least, each) => (each < least ? each : least)));
}
