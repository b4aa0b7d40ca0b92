import type { Pod } from '../store/objects';

/** What a container uses at the moment. */
export interface ContainerUsage {
  container: string;
  cpuCores: number;
  memoryBytes: number;
}

/** What containers use at the moment. */
export interface UsageSource {
  /** @returns undefined when there are no metrics for this pod */
  usageOf(pod: Pod): ContainerUsage[] | undefined;
}
