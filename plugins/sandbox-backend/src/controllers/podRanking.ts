import type { Pod } from '../store/objects';
import { isReady } from './podPhase';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASES = ['Pending', 'Unknown', 'Running'];

/**
 * Pods in the order in which a replica set gives them up.
 *
 * @remarks
 * `ActivePodsWithRanks` of kubernetes/pkg/controller: without a node before
 * with one, pending before running, not ready before ready, cheap before
 * dear, many on a node before few, often restarted before seldom, young before
 * old.
 */
export function leastUsefulFirst(pods: readonly Pod[]): Pod[] {
  const onNode = new Map<string, number>();
  for (const { spec } of pods) {
    const node = spec.nodeName ?? '';
    onNode.set(node, (onNode.get(node) ?? 0) + 1);
  }
  const rank = (pod: Pod) => [
    Number(pod.spec.nodeName !== undefined),
    PHASES.indexOf(pod.status?.phase ?? 'Unknown'),
    Number(isReady(pod)),
    Number(pod.metadata.annotations?.[DELETION_COST] ?? 0),
    -(onNode.get(pod.spec.nodeName ?? '') ?? 0),
    -restarts(pod),
    -Date.parse(pod.metadata.creationTimestamp),
  ];
  return pods
    .map(pod => ({ pod, ranks: rank(pod) }))
    .sort((a, b) => compare(a.ranks, b.ranks))
    .map(({ pod }) => pod);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((value, index) => value !== b[index]);
  return differs < 0 ? 0 : a[differs] - b[differs];
}

function restarts({ status }: Pod): number {
  return Math.max(
    0,
    ...(status?.containerStatuses ?? []).map(each => each.restartCount),
  );
}
