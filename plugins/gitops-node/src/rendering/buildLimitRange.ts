import type { PlatformDocument } from '@mctl/plugin-platform-common';
import { LimitRange } from 'kubernetes-models/v1/LimitRange';
import { tenantLabels } from './objectLabels';

/**
 * Requests and limits of containers that name none, so that the quota does not
 * refuse them.
 */
export function buildLimitRange(
  tenant: string,
  namespace: string,
  platform: PlatformDocument,
): LimitRange {
  const { requests, limits } = platform.spec.defaults.resources;
  return new LimitRange({
    metadata: { name: 'defaults', namespace, labels: tenantLabels(tenant) },
    spec: {
      limits: [
        { type: 'Container', defaultRequest: requests, default: limits },
      ],
    },
  });
}
