import { isDeepStrictEqual } from 'node:util';
import type { Pod } from '../../store/objects';

/** The quality of service class: `ComputePodQOS` of Kubernetes. */
export function qualityOfService({ spec }: Pod): string {
  const resources = [...(spec.initContainers ?? []), ...spec.containers].map(
    container => container.resources ?? {},
  );
  if (resources.every(({ requests, limits }) => !requests && !limits)) {
    return 'BestEffort';
  }
  return resources.every(
    ({ requests, limits }) =>
      limits?.cpu &&
      limits.memory &&
      (!requests || isDeepStrictEqual(requests, limits)),
  )
    ? 'Guaranteed'
    : 'Burstable';
}
