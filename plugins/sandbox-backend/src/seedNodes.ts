import { pickNode } from './controllers/scheduling/pickNode';
import { hasEnded } from './controllers/podPhase';
import { NodeAccounts } from './controllers/scheduling/NodeAccounts';
import { isDeepStrictEqual } from 'node:util';
import type { Condition, Node, Pod } from './store/objects';
import type { ObjectStore } from './store/ObjectStore';
import { NODES, PODS, type ResourceType } from './store/resources';

/** The nodes of the cluster, all alike. */
export interface NodePool {
  count: number;
  /** What each node has, as Kubernetes quantities. */
  cpu: string;
  memory: string;
  /** How many pods each node takes. */
  pods: number;
}

export const DEFAULT_NODE_POOL: NodePool = {
  count: 3,
  cpu: '8',
  memory: '32Gi',
  pods: 110,
};

const ADDRESS = '127.0.0.1';
const KUBELET_VERSION = 'v1.32.0';

/**
 * Gives the cluster the nodes of a pool, in place of those it had before.
 *
 * @remarks
 * The sandbox starts again more often than a cluster loses nodes. So pods of
 * nodes that are not there any more move as they are to another one; those
 * that fit nowhere are removed, as the pod garbage collector would.
 */
export function seedNodes(store: ObjectStore, pool: NodePool): void {
  const names = Array.from(
    { length: pool.count },
    (_, index) => `sandbox-${index + 1}`,
  );
  for (const { metadata } of store.list(NODES)) {
    if (!names.includes(metadata.name)) {
      store.remove(NODES, undefined, metadata.name);
    }
  }
  names.forEach(name => seedNode(store, name, pool));
  movePods(store, new Set(names));
}

function seedNode(store: ObjectStore, name: string, pool: NodePool): void {
  if (!store.get(NODES, undefined, name)) {
    store.create(NODES, {
      metadata: {
        name,
        labels: {
          'beta.kubernetes.io/arch': 'amd64',
          'beta.kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'node.kubernetes.io/instance-type': 'sandbox',
        },
      },
      spec: {},
    });
  }
  const { cpu, memory, pods } = pool;
  const capacity = {
    cpu,
    memory,
    pods: String(pods),
    'ephemeral-storage': '100Gi',
  };
  store.modify(NODES, undefined, name, (draft: Node) => {
    if (!isDeepStrictEqual(draft.status?.capacity, capacity)) {
      draft.status = {
        capacity,
        allocatable: capacity,
        conditions: healthy(draft.metadata.creationTimestamp),
        addresses: [
          { type: 'InternalIP', address: ADDRESS },
          { type: 'Hostname', address: name },
        ],
        nodeInfo: {
          architecture: 'amd64',
          containerRuntimeVersion: 'containerd://2.1.4',
          kernelVersion: '6.12.0',
          kubeletVersion: KUBELET_VERSION,
          operatingSystem: 'linux',
          osImage: 'MCTL sandbox',
        },
      };
    }
  });
}

/** What a kubelet says of a node that lacks nothing. */
function healthy(since: string): Condition[] {
  const conditions: Condition[] = [
    {
      type: 'MemoryPressure',
      status: 'False',
      reason: 'KubeletHasSufficientMemory',
      message: 'kubelet has sufficient memory available',
    },
    {
      type: 'DiskPressure',
      status: 'False',
      reason: 'KubeletHasNoDiskPressure',
      message: 'kubelet has no disk pressure',
    },
    {
      type: 'PIDPressure',
      status: 'False',
      reason: 'KubeletHasSufficientPID',
      message: 'kubelet has sufficient PID available',
    },
    {
      type: 'Ready',
      status: 'True',
      reason: 'KubeletReady',
      message: 'kubelet is posting ready status',
    },
  ];
  return conditions.map(condition => ({
    ...condition,
    lastTransitionTime: since,
  }));
}

function movePods(store: ObjectStore, names: ReadonlySet<string>): void {
  const stranded = store
    .list(PODS)
    .filter(
      ({ spec }) => spec.nodeName !== undefined && !names.has(spec.nodeName),
    );
  if (stranded.length === 0) {
    return;
  }
  const accounts = new NodeAccounts();
  const observe = (type: ResourceType) =>
    store.list(type).forEach(object =>
      accounts.observe({
        change: 'ADDED',
        type,
        object,
        previous: undefined,
        resourceVersion: Number(object.metadata.resourceVersion),
      }),
    );
  observe(NODES);
  observe(PODS);
  const unsubscribe = store.subscribe(event => accounts.observe(event));
  for (const pod of stranded) {
    movePod(store, pod, pickNode(pod, accounts.list()));
  }
  unsubscribe();
}

function movePod(store: ObjectStore, pod: Pod, node: string | undefined): void {
  const { namespace, name } = pod.metadata;
  if (node || hasEnded(pod)) {
    store.modify(PODS, namespace, name, draft => {
      draft.spec.nodeName = node ?? 'sandbox-1';
    });
  } else {
    store.remove(PODS, namespace, name);
  }
}
