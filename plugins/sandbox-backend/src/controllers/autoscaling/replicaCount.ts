/** What is known of one pod of a workload that is scaled, for one resource. */
export interface PodLoad {
  /** Whether the pod is ready; what others use says little. */
  ready: boolean;
  /** In thousandths; undefined when there are no metrics. */
  usage: number | undefined;
  /** What the pod is measured by, in thousandths: its request or the target. */
  base: number;
}

/** Within this share of the target nothing changes. */
const TOLERANCE = 0.1;

/**
 * How many pods would bring the load to its target.
 *
 * @remarks
 * `calcPlainMetricReplicas` and `GetResourceReplicas` of
 * kubernetes/pkg/controller/podautoscaler: pods without metrics are taken to
 * be just loaded when there are too many pods, and idle when there are too few,
 * so that they only ever damp a change.
 *
 * @param target - the share of `base` to be used, such as 0.8
 */
export function replicaCount(options: {
  current: number;
  pods: readonly PodLoad[];
  target: number;
}): number {
  const { current, pods, target } = options;
  const measured = pods.filter(isMeasured);
  const others = pods.filter(pod => !isMeasured(pod));
  const ratio = ratioOf(measured, target);
  const settled = Math.abs(1 - ratio) <= TOLERANCE;
  const unready = others.filter(({ usage }) => usage !== undefined);
  if (others.length === 0 || (unready.length === others.length && ratio < 1)) {
    return settled ? current : Math.ceil(round(ratio * measured.length));
  }
  const assumed = others
    .filter(pod => ratio > 1 || pod.usage === undefined)
    .map(pod => ({
      ...pod,
      usage: ratio < 1 ? pod.base * Math.max(1, target) : 0,
    }));
  const all = [...measured, ...assumed];
  const damped = ratioOf(all, target);
  const turned = (ratio < 1 && damped > 1) || (ratio > 1 && damped < 1);
  if (Math.abs(1 - damped) <= TOLERANCE || turned) {
    return current;
  }
  const count = Math.ceil(round(damped * all.length));
  return (damped < 1 && count > current) || (damped > 1 && count < current)
    ? current
    : count;
}

/** The share of their base that pods use together, of those that count. */
export function utilization(pods: readonly PodLoad[]): number {
  return ratioOf(pods.filter(isMeasured), 1);
}

function isMeasured(pod: PodLoad): pod is PodLoad & { usage: number } {
  return pod.ready && pod.usage !== undefined;
}

function ratioOf(pods: readonly PodLoad[], target: number): number {
  const usage = pods.reduce((sum, pod) => sum + (pod.usage ?? 0), 0);
  const base = pods.reduce((sum, pod) => sum + pod.base, 0);
  return base > 0 ? usage / base / target : 1;
}

/** Without what floating point adds, which would make a pod too many. */
function round(value: number): number {
  return Number(value.toFixed(9));
}
