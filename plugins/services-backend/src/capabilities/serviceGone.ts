import { isKnown, type Observed } from '@mctl/plugin-platform-common';
import type { Verification } from '@mctl/plugin-platform-node';

/** Proves that nothing of a service runs any more. */
export const serviceGone: Verification<
  { tenant: string; service: string },
  Record<string, unknown>
> = {
  proves: 'the workload of the service is gone',
  deadline: 120_000,
  check({ input: { tenant, service }, cluster }) {
    const left: ReadonlyArray<readonly [string, Observed<object | null>]> = [
      ['deployment', cluster.workload(tenant, service)],
      ['cron job', cluster.cronJob(tenant, service)],
    ];
    for (const [kind, observed] of left) {
      if (!isKnown(observed)) {
        return {
          outcome: 'waiting',
          message: `The cluster cannot be seen: ${observed.unknown}`,
        };
      }
      if (observed.value) {
        return {
          outcome: 'waiting',
          message: `The ${kind} of ${service} is still there`,
        };
      }
    }
    return {
      outcome: 'passed',
      message: `Nothing of ${service} runs any more`,
    };
  },
};
