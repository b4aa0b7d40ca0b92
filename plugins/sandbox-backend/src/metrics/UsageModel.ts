import type { Clock } from '@mctl/plugin-cluster-node';
import { toThousandths } from '../controllers/quantities';
import type { FaultBook } from '../faults/FaultBook';
import type { FaultOutcome, Usage } from '../faults/FaultOutcome';
import { outcomeFor } from '../faults/outcomeFor';
import { memoryLimit } from '../faults/outcomes/memory';
import { serviceOf } from '../faults/serviceOf';
import { fractionOf, hashOf } from '../logs/hash';
import {
  type Container,
  controllerOf,
  type Deployment,
  type Pod,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { requestRate } from './traffic';
import type { ContainerUsage, UsageSource } from './UsageSource';

const MIB = 2 ** 20;
/** A metrics server knows nothing of what is younger. */
const YOUNGEST_MS = 15_000;
const IDLE_CORES = 0.004;
const CORES_PER_REQUEST = 0.004;
/** Of a job that works. */
const BUSY_CORES = 0.2;
/** How long memory takes to come near its level. */
const WARM_UP_MS = 300_000;
/** What a healthy container never gets beyond, of its limit. */
const HEALTHY_SHARE = 0.8;

export interface UsageModelOptions {
  store: ObjectStore;
  clock: Clock;
  faults: FaultBook;
  /** Requests per second that are really made. */
  load?: (namespace: string, service: string) => number;
}

/** What a running container uses, and the fault that adds to it. */
export interface RunningContainer extends Usage {
  container: Container;
  containerID: string;
  startedAt: number;
  outcome: FaultOutcome;
}

/**
 * What containers would use: it follows from the pod, the time, the requests,
 * the replicas that share them, and faults.
 */
export class UsageModel implements UsageSource {
  readonly #options: UsageModelOptions;

  static create(options: UsageModelOptions): UsageModel {
    return new UsageModel(options);
  }

  private constructor(options: UsageModelOptions) {
    this.#options = options;
  }

  usageOf(pod: Pod): ContainerUsage[] | undefined {
    const now = this.#options.clock.now().getTime();
    const running = this.running(pod);
    return running.length > 0 &&
      running.every(({ startedAt }) => now - startedAt >= YOUNGEST_MS)
      ? running.map(({ container, cpuCores, memoryBytes }) => ({
          container: container.name,
          cpuCores,
          memoryBytes,
        }))
      : undefined;
  }

  /** The containers of a pod that run, however young. */
  running(pod: Pod): RunningContainer[] {
    const { store, clock, faults } = this.#options;
    const now = clock.now().getTime();
    return (pod.status?.containerStatuses ?? []).flatMap(status => {
      const container = pod.spec.containers.find(
        ({ name }) => name === status.name,
      );
      if (!container || !status.state.running) {
        return [];
      }
      const startedAt = Date.parse(status.state.running.startedAt);
      const outcome = outcomeFor({ store, faults }, pod, container, {
        startedAt,
      });
      const normal = this.#normal(pod, container, startedAt, now);
      const fault = faults.faultOf(pod);
      const since = Math.max(startedAt, Date.parse(fault?.activeAt ?? '') || 0);
      const usage = outcome.usage?.(normal, now - since) ?? normal;
      return [
        {
          ...withinLimits(container, usage),
          container,
          containerID: status.containerID ?? '',
          startedAt,
          outcome,
        },
      ];
    });
  }

  #normal(
    pod: Pod,
    container: Container,
    startedAt: number,
    now: number,
  ): Usage {
    const { restartPolicy = 'Always' } = pod.spec;
    const seed = hashOf(`${pod.metadata.uid} ${container.name}`);
    // Another small deviation each half minute.
    const noise = 0.94 + 0.12 * fractionOf(seed, Math.floor(now / 30_000));
    const memoryLevel = (40 + (seed % 50)) * MIB;
    const warm = 1 - Math.exp(-(now - startedAt) / WARM_UP_MS);
    const limit = memoryLimit(container) ?? Infinity;
    return {
      cpuCores:
        noise *
        (restartPolicy === 'Always'
          ? IDLE_CORES + CORES_PER_REQUEST * this.#requests(pod, now)
          : BUSY_CORES),
      memoryBytes: Math.min(
        memoryLevel * (1 + 0.3 * warm) * (0.98 + 0.02 * noise),
        limit * HEALTHY_SHARE,
      ),
    };
  }

  /** Requests per second that reach one pod. */
  #requests(pod: Pod, now: number): number {
    const { store, load } = this.#options;
    const { namespace = '' } = pod.metadata;
    const service = serviceOf(store, pod);
    if (service === undefined) {
      return 0;
    }
    const replicaSet = controllerOf(pod);
    const owner = replicaSet && store.getByUid(replicaSet.uid);
    const reference = owner && controllerOf(owner);
    const deployment = reference && store.getByUid(reference.uid);
    const replicas =
      deployment?.kind === 'Deployment'
        ? ((deployment as Deployment).status?.readyReplicas ?? 1)
        : 1;
    const total =
      requestRate(namespace, service, now) + (load?.(namespace, service) ?? 0);
    return total / Math.max(1, replicas);
  }
}

function withinLimits(container: Container, usage: Usage): Usage {
  const cpu = container.resources?.limits?.cpu;
  const cores = cpu === undefined ? Infinity : toThousandths(cpu) / 1000;
  return {
    cpuCores: Math.min(usage.cpuCores, cores),
    memoryBytes: Math.round(
      Math.min(usage.memoryBytes, memoryLimit(container) ?? Infinity),
    ),
  };
}
