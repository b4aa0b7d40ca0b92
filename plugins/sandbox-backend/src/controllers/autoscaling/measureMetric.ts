import type { UsageSource } from '../../metrics/UsageSource';
import type { Pod } from '../../store/objects';
import type { MetricSpec, MetricStatus } from '../../store/scalingObjects';
import { isReady } from '../podPhase';
import { formatBytes, formatCores, toThousandths } from '../quantities';
import { type PodLoad, replicaCount, utilization } from './replicaCount';

/** What a metric says, or why it says nothing. */
export type Measured =
  | { replicas: number; status: MetricStatus; name: string }
  | { reason: string; fault: string };

/**
 * Measures pods by one metric of an autoscaler, in the words of
 * kubernetes/pkg/controller/podautoscaler.
 */
export function measureMetric(options: {
  metric: MetricSpec;
  pods: readonly Pod[];
  current: number;
  usage: UsageSource;
  /** Pods whose requests count as missing. */
  isBlind?: (pod: Pod) => boolean;
}): Measured {
  const { metric, pods, current, usage, isBlind } = options;
  const source = metric.resource ?? metric.containerResource;
  if (!source) {
    return {
      reason: `FailedGet${metric.type}Metric`,
      fault: `unable to get ${metric.type.toLowerCase()} metric: the sandbox measures resources only`,
    };
  }
  const { name, target } = source;
  const container = metric.containerResource?.container;
  const share = target.averageUtilization;
  const fail = (fault: string): Measured => ({
    reason: 'FailedGetResourceMetric',
    fault: `failed to get ${name} ${share === undefined ? 'resource metric value' : 'utilization'}: ${fault}`,
  });
  const loads: PodLoad[] = [];
  for (const pod of pods) {
    const found = isBlind?.(pod)
      ? (container ?? pod.spec.containers[0].name)
      : requestOf(pod, name, container);
    // An amount is measured by itself, whatever is requested.
    const request = share === undefined ? 0 : found;
    if (typeof request === 'string') {
      return fail(
        `missing request for ${name} in container ${request} of Pod ${pod.metadata.name}`,
      );
    }
    loads.push({
      ready: isReady(pod),
      usage: usageOf(usage, pod, name, container),
      base:
        share === undefined
          ? toThousandths(target.averageValue ?? target.value ?? '0')
          : request,
    });
  }
  if (!loads.some(load => load.usage !== undefined)) {
    return fail(
      `unable to get metrics for resource ${name}: no metrics returned from resource metrics API`,
    );
  }
  if (!loads.some(load => load.ready && load.usage !== undefined)) {
    return fail(
      'did not receive metrics for targeted pods (pods might be unready)',
    );
  }
  return {
    replicas: replicaCount({
      current,
      pods: loads,
      target: (share ?? 100) / 100,
    }),
    status: statusOf(metric, name, loads),
    name:
      share === undefined
        ? `${name} resource`
        : `${name} resource utilization (percentage of request)`,
  };
}

function statusOf(
  metric: MetricSpec,
  name: string,
  loads: readonly PodLoad[],
): MetricStatus {
  const measured = loads.filter(
    ({ ready, usage }) => ready && usage !== undefined,
  );
  const total = measured.reduce((sum, load) => sum + (load.usage ?? 0), 0);
  const average = Math.floor(total / measured.length);
  const source = metric.resource ?? metric.containerResource;
  return {
    type: 'Resource',
    resource: {
      name,
      current: {
        averageValue:
          name === 'cpu' ? formatCores(average) : formatBytes(average),
        ...(source?.target.averageUtilization !== undefined && {
          averageUtilization: Math.floor(utilization(loads) * 100),
        }),
      },
    },
  };
}

/** In thousandths, or the name of a container that requests nothing. */
function requestOf(
  { spec }: Pod,
  name: string,
  only: string | undefined,
): number | string {
  let total = 0;
  for (const container of spec.containers) {
    if (!only || container.name === only) {
      const request = container.resources?.requests?.[name];
      if (!request) {
        return container.name;
      }
      total += toThousandths(request);
    }
  }
  return total;
}

function usageOf(
  usage: UsageSource,
  pod: Pod,
  name: string,
  only: string | undefined,
): number | undefined {
  return usage
    .usageOf(pod)
    ?.filter(({ container }) => !only || container === only)
    .reduce(
      (sum, { cpuCores, memoryBytes }) =>
        sum + (name === 'cpu' ? cpuCores : memoryBytes) * 1000,
      0,
    );
}
