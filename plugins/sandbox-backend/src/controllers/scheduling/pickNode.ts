import { controllerOf, type Pod } from '../../store/objects';
import type { NodeAccount } from './NodeAccounts';
import { refusalOf } from './nodeFilters';
import { podRequests } from './resourceAmounts';

/** Resources that say how full a node is. */
const SCORED = ['cpu', 'memory'];

/**
 * The node a pod runs on best, of those that can take it: where the fewest
 * pods of its owner are, then where the most is left.
 */
export function pickNode(
  pod: Pod,
  accounts: readonly NodeAccount[],
): string | undefined {
  const requests = podRequests(pod);
  const owner = controllerOf(pod)?.uid ?? '';
  let best: { name: string; siblings: number; load: number } | undefined;
  for (const account of accounts) {
    if (refusalOf(pod, account, requests)) {
      continue;
    }
    const siblings = account.byOwner.get(owner) ?? 0;
    const load = loadOf(account);
    if (
      !best ||
      siblings < best.siblings ||
      (siblings === best.siblings && load < best.load)
    ) {
      best = { name: account.node.metadata.name, siblings, load };
    }
  }
  return best?.name;
}

/** How full a node is, from 0 to 1; pods count as a resource. */
function loadOf({ allocatable, requested, pods }: NodeAccount): number {
  const shares = SCORED.map(
    name => (requested[name] ?? 0) / (allocatable[name] || Infinity),
  );
  shares.push((pods.size * 1000) / (allocatable.pods || Infinity));
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
