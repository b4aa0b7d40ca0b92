import type { Node, Pod, Taint, Toleration } from '../../store/objects';
import type { NodeAccount } from './NodeAccounts';
import { podRequests, type ResourceAmounts } from './resourceAmounts';

/** Why a node cannot take a pod. */
export interface Refusal {
  /** In the words of kube-scheduler. */
  reasons: string[];
  /** Whether the pod could run there if others went away. */
  preemptionHelps: boolean;
}

/** What a node has left must hold what a pod asks for. */
export function refusalOf(
  pod: Pod,
  account: NodeAccount,
  requests: ResourceAmounts = podRequests(pod),
): Refusal | undefined {
  // Plugins run in this order, and the first that refuses speaks alone.
  const unfit =
    unschedulable(pod, account.node) ??
    untolerated(pod, account.node) ??
    unselected(pod, account.node);
  if (unfit) {
    return { reasons: [unfit], preemptionHelps: false };
  }
  const missing = insufficient(account, requests);
  return missing.length > 0
    ? { reasons: missing, preemptionHelps: isLargeEnough(account, requests) }
    : undefined;
}

function unschedulable(pod: Pod, node: Node): string | undefined {
  const taint: Taint = {
    key: 'node.kubernetes.io/unschedulable',
    effect: 'NoSchedule',
  };
  return node.spec.unschedulable && !tolerates(pod, taint)
    ? 'node(s) were unschedulable'
    : undefined;
}

function untolerated(pod: Pod, node: Node): string | undefined {
  const taint = node.spec.taints?.find(
    each => each.effect !== 'PreferNoSchedule' && !tolerates(pod, each),
  );
  return (
    taint &&
    `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`
  );
}

function unselected(pod: Pod, node: Node): string | undefined {
  const labels = node.metadata.labels ?? {};
  const selected = Object.entries(pod.spec.nodeSelector ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
  return selected
    ? undefined
    : "node(s) didn't match Pod's node affinity/selector";
}

/** The order of reasons is that of `fitsRequest`: pods first. */
function insufficient(
  { allocatable, requested, pods }: NodeAccount,
  requests: ResourceAmounts,
): string[] {
  const short = Object.entries(requests)
    .filter(
      ([name, amount]) =>
        amount > 0 &&
        amount > (allocatable[name] ?? 0) - (requested[name] ?? 0),
    )
    .map(([name]) => `Insufficient ${name}`);
  return hasSlot({ allocatable, pods }) ? short : ['Too many pods', ...short];
}

function hasSlot({
  allocatable,
  pods,
}: Pick<NodeAccount, 'allocatable' | 'pods'>): boolean {
  return pods.size * 1000 < (allocatable.pods ?? 0);
}

function isLargeEnough(
  { allocatable }: NodeAccount,
  requests: ResourceAmounts,
): boolean {
  return Object.entries(requests).every(
    ([name, amount]) => amount <= (allocatable[name] ?? 0),
  );
}

/** `ToleratesTaint` of k8s.io/api/core/v1. */
function tolerates({ spec }: Pod, taint: Taint): boolean {
  return (spec.tolerations ?? []).some(toleration =>
    toleratesTaint(toleration, taint),
  );
}

function toleratesTaint(toleration: Toleration, taint: Taint): boolean {
  const { key, operator = 'Equal', value = '', effect } = toleration;
  return (
    (!effect || effect === taint.effect) &&
    (!key || key === taint.key) &&
    (operator === 'Exists' || (Boolean(key) && value === (taint.value ?? '')))
  );
}
