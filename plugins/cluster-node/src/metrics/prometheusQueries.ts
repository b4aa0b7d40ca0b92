import { podNamePattern, requireName } from '../podNamePattern';
import type { UsageOf } from './types';

/** Resolution of peaks, in seconds. */
export const PEAK_STEP_SECONDS = 300;

/**
 * The only queries that are sent. Names are the only thing that varies.
 *
 * @throws RangeError when a name is none
 */
export function prometheusQueries(of: UsageOf) {
  const { namespace, service } = of;
  const selector = `{${[
    `namespace="${requireName(namespace)}"`,
    ...(service === undefined ? [] : [`pod=~"${podNamePattern(service)}"`]),
    'container!=""',
  ].join(',')}}`;
  const cpu = `rate(container_cpu_usage_seconds_total${selector}[5m])`;
  const memory = `container_memory_working_set_bytes${selector}`;
  return {
    cpuByPod: `sum by (pod) (${cpu})`,
    memoryByPod: `sum by (pod) (${memory})`,
    cpu: `sum by (namespace) (${cpu})`,
    memory: `sum by (namespace) (${memory})`,
    peaks: (lookbackSeconds: number) => {
      const range = `[${Math.round(lookbackSeconds)}s:${PEAK_STEP_SECONDS}s]`;
      return {
        cpuP95: `quantile_over_time(0.95, (sum by (pod) (${cpu}))${range})`,
        memoryMax: `max_over_time((sum by (pod) (${memory}))${range})`,
        samples: `count_over_time((sum by (namespace) (${memory}))${range})`,
      };
    },
  };
}
