/**
 * What workloads ask for at their largest. CPU, memory and storage are exact, in
 * billionths of a core or byte; pods are pieces.
 *
 * @public
 */
export interface Usage {
  cpu: bigint;
  memory: bigint;
  pods: number;
  storage: bigint;
}

/** The resources that a quota limits, in the order they are shown. @public */
export const QUOTA_RESOURCES = ['cpu', 'memory', 'pods', 'storage'] as const;

/** A resource that a quota limits. @public */
export type QuotaResource = (typeof QUOTA_RESOURCES)[number];

/** The usage of nothing. */
export const NO_USAGE: Usage = { cpu: 0n, memory: 0n, pods: 0, storage: 0n };

/** The sum of usages. */
export function sumUsage(usages: Iterable<Usage>): Usage {
  const sum = { ...NO_USAGE };
  for (const { cpu, memory, pods, storage } of usages) {
    sum.cpu += cpu;
    sum.memory += memory;
    sum.pods += pods;
    sum.storage += storage;
  }
  return sum;
}
