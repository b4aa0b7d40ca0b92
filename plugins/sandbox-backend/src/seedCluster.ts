import { DEFAULT_NODE_POOL, type NodePool, seedNodes } from './seedNodes';
import type { ObjectDraft } from './store/objects';
import type { ObjectStore } from './store/ObjectStore';
import {
  APP_PROJECTS,
  NAMESPACES,
  PRIORITY_CLASSES,
  type ResourceType,
  STORAGE_CLASSES,
} from './store/resources';

const SYSTEM_NAMESPACES = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'argocd',
];

/** The priority classes that every cluster has. */
const SYSTEM_PRIORITIES = {
  'system-cluster-critical': {
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
  'system-node-critical': {
    value: 2_000_001_000,
    description:
      'Used for system critical pods that must not be moved from their current node.',
  },
};

/** What a cluster has before anything is put into it. */
export function seedCluster(
  store: ObjectStore,
  { nodes = DEFAULT_NODE_POOL }: { nodes?: NodePool } = {},
): void {
  for (const name of SYSTEM_NAMESPACES) {
    createOnce(store, NAMESPACES, { metadata: { name } });
  }
  for (const [name, fields] of Object.entries(SYSTEM_PRIORITIES)) {
    createOnce(store, PRIORITY_CLASSES, { metadata: { name }, ...fields });
  }
  createOnce(store, STORAGE_CLASSES, {
    metadata: {
      name: 'standard',
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'sandbox.mctl.ai/host-path',
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
  });
  createOnce(store, APP_PROJECTS, {
    metadata: { name: 'platform', namespace: 'argocd' },
    spec: {
      description:
        'The platform, and the namespaces and projects of its tenants',
      sourceRepos: ['*'],
      destinations: [{ server: '*', namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  });
  seedNodes(store, nodes);
}

function createOnce(
  store: ObjectStore,
  type: ResourceType,
  draft: ObjectDraft & { metadata: { name: string; namespace?: string } },
): void {
  const { namespace, name } = draft.metadata;
  if (!store.get(type, namespace, name)) {
    store.create(type, draft);
  }
}
