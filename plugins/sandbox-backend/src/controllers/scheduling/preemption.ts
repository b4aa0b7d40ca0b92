import type { Pod } from '../../store/objects';
import type { NodeAccount } from './NodeAccounts';
import { refusalOf } from './nodeFilters';
import {
  addAmounts,
  podRequests,
  type ResourceAmounts,
  subtractAmounts,
} from './resourceAmounts';

/** Pods that have to go so that another one fits on a node. */
export interface Preemption {
  node: string;
  victims: Pod[];
}

/**
 * Where a pod would fit if pods of lower priority went away.
 *
 * @remarks
 * `SelectVictimsOnNode` and `pickOneNodeForPreemption` of kube-scheduler,
 * without disruption budgets: of the pods that may go, those stay that still
 * fit, the most important first; the node with the least important victims is
 * taken, then the one with the fewest.
 */
export function findPreemption(
  pod: Pod,
  accounts: readonly NodeAccount[],
): Preemption | undefined {
  const requests = podRequests(pod);
  return accounts
    .map(account => ({
      node: account.node.metadata.name,
      victims: victimsOn(pod, requests, account),
    }))
    .filter(({ victims }) => victims.length > 0)
    .sort(
      (a, b) =>
        priorityOf(a.victims[0]) - priorityOf(b.victims[0]) ||
        a.victims.length - b.victims.length,
    )[0];
}

export function priorityOf({ spec }: Pod): number {
  return spec.priority ?? 0;
}

/** Pods that would have to go, the most important first; none if it is no use. */
function victimsOn(
  pod: Pod,
  requests: ResourceAmounts,
  account: NodeAccount,
): Pod[] {
  const refusal = refusalOf(pod, account, requests);
  if (refusal && !refusal.preemptionHelps) {
    return [];
  }
  const candidates = [...account.pods.values()]
    .filter(other => priorityOf(other) < priorityOf(pod))
    .sort(
      (a, b) =>
        priorityOf(b) - priorityOf(a) ||
        a.metadata.creationTimestamp.localeCompare(
          b.metadata.creationTimestamp,
        ),
    );
  let left = candidates.reduce(without, account);
  if (refusalOf(pod, left, requests)) {
    return [];
  }
  return candidates.filter(candidate => {
    const reprieved = withPod(left, candidate);
    const fits = !refusalOf(pod, reprieved, requests);
    left = fits ? reprieved : left;
    return !fits;
  });
}

function without(account: NodeAccount, pod: Pod): NodeAccount {
  const pods = new Map(account.pods);
  pods.delete(pod.metadata.uid);
  return {
    ...account,
    pods,
    requested: subtractAmounts(account.requested, podRequests(pod)),
  };
}

function withPod(account: NodeAccount, pod: Pod): NodeAccount {
  return {
    ...account,
    pods: new Map(account.pods).set(pod.metadata.uid, pod),
    requested: addAmounts(account.requested, podRequests(pod)),
  };
}
