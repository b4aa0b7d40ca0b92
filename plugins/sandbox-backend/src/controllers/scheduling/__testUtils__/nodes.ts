import type { StoreEvent } from '../../../store/History';
import type { KubeObject, Node, Pod } from '../../../store/objects';
import { NODES, PODS } from '../../../store/resources';
import { type NodeAccount, NodeAccounts } from '../NodeAccounts';

export interface PodShape {
  name: string;
  /** In thousandths of a core. */
  cpu?: number;
  /** In MiB. */
  memory?: number;
  priority?: number;
  owner?: string;
  /** Seconds after the start of the year. */
  created?: number;
  spec?: Partial<Pod['spec']>;
  phase?: 'Running' | 'Succeeded' | 'Failed';
}

/** A pod of one container, as it is in the store. */
export function podOf(shape: PodShape): Pod {
  const { name, cpu = 0, memory = 0, priority, owner, phase } = shape;
  const created = new Date(Date.UTC(2026, 0, 1, 0, 0, shape.created ?? 0));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadataOf(name),
      namespace: 'acme',
      creationTimestamp: created.toISOString(),
      ...(owner && {
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'ReplicaSet',
            name: owner,
            uid: owner,
            controller: true,
          },
        ],
      }),
    },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'a:1',
          resources: { requests: { cpu: `${cpu}m`, memory: `${memory}Mi` } },
        },
      ],
      ...(priority !== undefined && { priority }),
      ...shape.spec,
    },
    ...(phase && { status: { phase } }),
  };
}

/** A node of 2 cores and 4 GiB for 5 pods, unless it says otherwise. */
export function nodeOf(
  name: string,
  options: {
    allocatable?: Record<string, string>;
    spec?: Node['spec'];
    labels?: Record<string, string>;
  } = {},
): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...metadataOf(name), labels: options.labels },
    spec: options.spec ?? {},
    status: {
      allocatable: {
        cpu: '2',
        memory: '4Gi',
        pods: '5',
        ...options.allocatable,
      },
    },
  };
}

/** Accounts of some nodes with the pods that run on them. */
export function accountsOf(
  nodes: ReadonlyArray<{ node: Node; pods?: readonly Pod[] }>,
): NodeAccount[] {
  const accounts = new NodeAccounts();
  for (const { node, pods = [] } of nodes) {
    accounts.observe(eventOf('ADDED', node));
    for (const pod of pods) {
      const { name: nodeName } = node.metadata;
      accounts.observe(
        eventOf('ADDED', { ...pod, spec: { ...pod.spec, nodeName } }),
      );
    }
  }
  return accounts.list();
}

/** A change as the store tells it. */
export function eventOf(
  change: StoreEvent['change'],
  object: KubeObject,
): StoreEvent {
  return {
    change,
    type: object.kind === 'Node' ? NODES : PODS,
    object,
    previous: undefined,
    resourceVersion: 1,
  };
}

function metadataOf(name: string) {
  return {
    name,
    uid: `uid-of-${name}`,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  };
}
