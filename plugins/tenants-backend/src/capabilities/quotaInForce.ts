import { compareQuantities, isKnown } from '@mctl/plugin-platform-common';
import type { Verification } from '@mctl/plugin-platform-node';
import { namespaceReady } from './namespaceReady';
import { quotaUsage } from './quotaSchema';

/** Proves that the cluster holds a tenant to its quota as it is now. */
export const quotaInForce: Verification<
  { tenant: string },
  Record<string, unknown>
> = {
  proves: 'the namespace is active and has the quota of the document',
  deadline: 60_000,
  check(context) {
    const { input, cluster, snapshot } = context;
    const ready = namespaceReady.check(context);
    if (ready.outcome !== 'passed') {
      return ready;
    }
    const wanted = snapshot.tenants.get(input.tenant)?.document.spec.quota;
    const usage = quotaUsage(cluster.namespace(input.tenant));
    const hard = isKnown(usage) ? usage.value : null;
    if (!wanted || !hard) {
      return {
        outcome: 'waiting',
        message: `The quota of ${input.tenant} cannot be seen`,
      };
    }
    const other = (['cpu', 'memory', 'pods', 'storage'] as const).filter(
      name => compareQuantities(hard[name].hard, String(wanted[name])) !== 0,
    );
    return other.length === 0
      ? {
          outcome: 'passed',
          message: `Namespace ${input.tenant} is active and has its quota`,
        }
      : {
          outcome: 'waiting',
          message: `The cluster still has ${other
            .map(name => `${name} ${hard[name].hard}`)
            .join(', ')}`,
        };
  },
};
