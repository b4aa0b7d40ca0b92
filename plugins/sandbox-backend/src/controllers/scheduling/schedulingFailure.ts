import type { NodeAccount } from './NodeAccounts';
import { type Refusal, refusalOf } from './nodeFilters';
import type { Pod } from '../../store/objects';
import { podRequests } from './resourceAmounts';

const NOT_HELPFUL = 'Preemption is not helpful for scheduling.';
const NO_VICTIMS = 'No preemption victims found for incoming pod.';

/**
 * Why no node takes a pod, as kube-scheduler says it: `FitError.Error` of
 * pkg/scheduler/framework, with what preemption found if it found nothing.
 */
export function schedulingFailure(
  pod: Pod,
  accounts: readonly NodeAccount[],
  preempted = false,
): string {
  const requests = podRequests(pod);
  const refusals = accounts.map(
    account =>
      refusalOf(pod, account, requests) ?? {
        reasons: [],
        preemptionHelps: false,
      },
  );
  return failureMessage(refusals, mayPreempt(pod) && !preempted);
}

/** Why no node takes a pod, when all refuse it for the same reason. */
export function commonFailure(pod: Pod, nodes: number, reason: string): string {
  const preemption =
    nodes > 0 && mayPreempt(pod)
      ? ` preemption: 0/${nodes} nodes are available: ${nodes} ${NOT_HELPFUL}`
      : '';
  return `0/${nodes} nodes are available: ${reason}.${preemption}`;
}

/** Whether a pod may have others evicted. */
export function mayPreempt({ spec }: Pod): boolean {
  return spec.preemptionPolicy !== 'Never';
}

function failureMessage(
  refusals: readonly Refusal[],
  withPreemption: boolean,
): string {
  const nodes = refusals.length;
  if (nodes === 0) {
    return 'no nodes available to schedule pods';
  }
  const reasons = countedReasons(refusals.flatMap(refusal => refusal.reasons));
  const helped = refusals.map(({ preemptionHelps }) =>
    preemptionHelps ? NO_VICTIMS : NOT_HELPFUL,
  );
  const preemption = withPreemption
    ? ` preemption: 0/${nodes} nodes are available: ${countedReasons(helped)}`
    : '';
  return `0/${nodes} nodes are available: ${reasons}.${preemption}`;
}

function countedReasons(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}
