import { NODE_NAME } from './controllers/PodController';
import type { ObjectStore } from './store/ObjectStore';
import { NAMESPACES, NODES } from './store/resources';

const SYSTEM_NAMESPACES = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'argocd',
];

/** What a cluster has before anything is put into it. */
export function seedCluster(store: ObjectStore): void {
  for (const name of SYSTEM_NAMESPACES) {
    if (!store.get(NAMESPACES, undefined, name)) {
      store.create(NAMESPACES, { metadata: { name } });
    }
  }
  if (!store.get(NODES, undefined, NODE_NAME)) {
    store.create(NODES, {
      metadata: {
        name: NODE_NAME,
        labels: { 'kubernetes.io/hostname': NODE_NAME },
      },
      spec: {},
    });
    store.modify(NODES, undefined, NODE_NAME, draft => {
      draft.status = {
        capacity: { cpu: '16', memory: '64Gi', pods: '1000' },
        allocatable: { cpu: '16', memory: '64Gi', pods: '1000' },
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            message: 'kubelet is posting ready status',
          },
        ],
      };
    });
  }
}
