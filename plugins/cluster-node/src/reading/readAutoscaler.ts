import type {
  V2HorizontalPodAutoscaler,
  V2MetricSpec,
  V2MetricStatus,
} from '@kubernetes/client-node';
import type { AutoscalerInfo } from '../objectTypes';
import { isoTime } from './isoTime';
import { readCondition } from './readCondition';

export function readAutoscaler(
  autoscaler: V2HorizontalPodAutoscaler,
): AutoscalerInfo {
  const { metadata, spec, status } = autoscaler;
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    target: spec?.scaleTargetRef.name ?? '',
    min: spec?.minReplicas ?? 1,
    max: spec?.maxReplicas ?? 0,
    current: status?.currentReplicas ?? 0,
    desired: status?.desiredReplicas ?? 0,
    cpu: {
      target: cpuOf(spec?.metrics)?.target.averageUtilization ?? null,
      current:
        cpuOf(status?.currentMetrics)?.current.averageUtilization ?? null,
    },
    lastScaledAt: isoTime(status?.lastScaleTime),
    conditions: (status?.conditions ?? []).map(readCondition),
  };
}

function cpuOf<T extends V2MetricSpec | V2MetricStatus>(
  metrics: readonly T[] | undefined,
): T['resource'] {
  return metrics?.find(({ resource }) => resource?.name === 'cpu')?.resource;
}
