import type { Clock } from '@mctl/plugin-cluster-node';
import type { ContainerUsage, UsageSource } from '../metrics/UsageSource';
import {
  kubeTime,
  type KubeObject,
  objectKey,
  type ObjectMeta,
  type Pod,
} from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import { NODES, PODS, type ResourceType } from '../store/resources';
import { StatusError } from '../store/StatusError';

/** Over how long a real metrics server takes the mean. */
const WINDOW = '15s';
/** What the system of a node needs besides its pods. */
const SYSTEM_USAGE = { cpuCores: 0.05, memoryBytes: 512 * 1024 ** 2 };

/** Metrics of pods and nodes, which are computed and not stored. */
export interface Metrics extends KubeObject {
  timestamp: string;
  window: string;
  /** Of a pod. */
  containers?: Array<{ name: string; usage: Record<string, string> }>;
  /** Of a node. */
  usage?: Record<string, string>;
}

function metrics(kind: string, plural: string, namespaced: boolean) {
  const type: ResourceType<Metrics> = {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    kind,
    plural,
    singular: '',
    shortNames: [],
    namespaced,
    hasStatus: false,
    inAll: false,
  };
  return type;
}

export const POD_METRICS = metrics('PodMetrics', 'pods', true);
export const NODE_METRICS = metrics('NodeMetrics', 'nodes', false);

/** Kinds that can be read and nothing else. */
export const METRICS_TYPES: readonly ResourceType[] = [
  POD_METRICS,
  NODE_METRICS,
];

/**
 * What `kubectl top` and autoscalers ask a metrics server for.
 *
 * @remarks
 * As metrics-server does, it knows no pods that it has no figures of, and
 * gives cores in billionths and memory in kibibytes.
 */
export class PodMetricsReader {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #usage: UsageSource;

  constructor(options: {
    store: ObjectStore;
    clock: Clock;
    usage: UsageSource;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#usage = options.usage;
  }

  /** Metrics of all pods in a namespace, or of all nodes. */
  list(type: ResourceType, namespace: string | undefined): Metrics[] {
    return type === POD_METRICS
      ? this.#store.list(PODS, namespace).flatMap(pod => this.#ofPod(pod) ?? [])
      : this.#store.list(NODES).map(({ metadata }) => this.#ofNode(metadata));
  }

  /** @throws StatusError `NotFound` when there is no such pod or node with metrics */
  get(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): Metrics {
    const source = type === POD_METRICS ? PODS : NODES;
    const object = this.#store.get<KubeObject>(source, namespace, name);
    const found =
      object &&
      (type === POD_METRICS
        ? this.#ofPod(object as Pod)
        : this.#ofNode(object.metadata));
    if (!found) {
      const key = objectKey({ metadata: { namespace, name } });
      throw new StatusError(
        'NotFound',
        type === POD_METRICS
          ? `podmetrics.metrics.k8s.io "${key}" not found`
          : `nodemetrics.metrics.k8s.io "${name}" not found`,
      );
    }
    return found;
  }

  #ofPod(pod: Pod): Metrics | undefined {
    const usage = this.#usage.usageOf(pod);
    return (
      usage && {
        ...this.#header(POD_METRICS, pod.metadata),
        containers: usage.map(({ container, ...used }) => ({
          name: container,
          usage: quantities(used),
        })),
      }
    );
  }

  #ofNode(metadata: ObjectMeta): Metrics {
    const used = this.#store
      .list(PODS)
      .filter(({ spec }) => spec.nodeName === metadata.name)
      .flatMap(pod => this.#usage.usageOf(pod) ?? [])
      .reduce(
        (sum, { cpuCores, memoryBytes }) => ({
          cpuCores: sum.cpuCores + cpuCores,
          memoryBytes: sum.memoryBytes + memoryBytes,
        }),
        SYSTEM_USAGE,
      );
    return { ...this.#header(NODE_METRICS, metadata), usage: quantities(used) };
  }

  #header(type: ResourceType, metadata: ObjectMeta): Metrics {
    const { name, namespace, labels, uid } = metadata;
    const now = kubeTime(this.#clock.now());
    return {
      apiVersion: `${type.group}/${type.version}`,
      kind: type.kind,
      metadata: {
        name,
        ...(namespace && { namespace }),
        ...(labels && { labels }),
        uid,
        resourceVersion: '',
        creationTimestamp: now,
      },
      timestamp: now,
      window: WINDOW,
    };
  }
}

function quantities({
  cpuCores,
  memoryBytes,
}: Omit<ContainerUsage, 'container'>) {
  return {
    cpu: `${Math.round(cpuCores * 1e9)}n`,
    memory: `${Math.round(memoryBytes / 1024)}Ki`,
  };
}
