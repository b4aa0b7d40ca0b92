import type { KubeObject, ObjectDraft, Pod } from '../store/objects';
import type { ObjectStore } from '../store/ObjectStore';
import {
  AUTOSCALERS,
  CLAIMS,
  CONFIG_MAPS,
  CRON_JOBS,
  DEPLOYMENTS,
  DISRUPTION_BUDGETS,
  EVENTS,
  INGRESSES,
  JOBS,
  LIMIT_RANGES,
  NETWORK_POLICIES,
  NODES,
  PODS,
  QUOTAS,
  REPLICA_SETS,
  SECRETS,
  SERVICES,
} from '../store/resources';

const LABELS = { app: 'shop' };

function named(name: string, metadata: object = {}) {
  return { name, namespace: 'default', labels: LABELS, ...metadata };
}

function ownedBy({ apiVersion, kind, metadata }: KubeObject) {
  const { name, uid } = metadata;
  return {
    ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
  };
}

/** A service with one object of each kind, in the namespace `default`. */
export function createShop(store: ObjectStore): { pod: Pod } {
  const template = {
    metadata: { labels: LABELS },
    spec: {
      containers: [
        {
          name: 'shop',
          image: 'acme/shop:1.4.0',
          ports: [{ containerPort: 8080 }],
          resources: { requests: { cpu: '100m', memory: '128Mi' } },
          env: [
            {
              name: 'KEY',
              valueFrom: { secretKeyRef: { name: 's', key: 'k' } },
            },
          ],
        },
      ],
    },
  };
  const job = {
    ...template,
    spec: { ...template.spec, restartPolicy: 'Never' },
  };
  const selector = { matchLabels: LABELS };
  const capacity = { cpu: '4', memory: '8Gi', pods: '110' };
  store.create(NODES, { metadata: { name: 'node' } });
  store.modify(NODES, undefined, 'node', draft => {
    draft.status = {
      capacity,
      allocatable: capacity,
      conditions: [{ type: 'Ready', status: 'True' }],
    };
  });
  const deployment = store.create(DEPLOYMENTS, {
    metadata: named('shop'),
    spec: { selector, template },
  });
  const replicaSet = store.create(REPLICA_SETS, {
    metadata: named('shop-1', ownedBy(deployment)),
    spec: { selector, template },
  });
  store.create(PODS, {
    metadata: named('shop-1-a', ownedBy(replicaSet)),
    spec: { ...template.spec, nodeName: 'node' },
  });
  const pod = store.modify(PODS, 'default', 'shop-1-a', draft => {
    draft.status = {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [
        {
          name: 'shop',
          image: 'acme/shop:1.4.0',
          imageID: '',
          ready: true,
          started: true,
          restartCount: 0,
          state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
          lastState: {},
        },
      ],
    };
  }) as Pod;
  const rest: Array<[Parameters<ObjectStore['create']>[0], ObjectDraft]> = [
    [
      EVENTS,
      {
        metadata: named('shop.1'),
        involvedObject: {
          apiVersion: 'v1',
          kind: 'Pod',
          name: 'shop-1-a',
          namespace: 'default',
          uid: pod.metadata.uid,
        },
        type: 'Warning',
        reason: 'BackOff',
        message: 'Back-off restarting failed container',
        count: 3,
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:01:00Z',
        source: { component: 'kubelet' },
      },
    ],
    [
      SERVICES,
      {
        metadata: named('shop'),
        spec: { selector: LABELS, ports: [{ port: 80, targetPort: 8080 }] },
      },
    ],
    [
      INGRESSES,
      {
        metadata: named('shop'),
        spec: {
          rules: [
            {
              host: 'shop.localhost',
              http: {
                paths: [
                  {
                    path: '/',
                    pathType: 'Prefix',
                    backend: {
                      service: { name: 'shop', port: { number: 80 } },
                    },
                  },
                ],
              },
            },
          ],
        },
      },
    ],
    [
      AUTOSCALERS,
      {
        metadata: named('shop'),
        spec: {
          scaleTargetRef: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: 'shop',
          },
          maxReplicas: 3,
        },
      },
    ],
    [JOBS, { metadata: named('migrate'), spec: { template: job } }],
    [
      CRON_JOBS,
      {
        metadata: named('nightly'),
        spec: {
          schedule: '0 3 * * *',
          jobTemplate: { spec: { template: job } },
        },
      },
    ],
    [
      CLAIMS,
      {
        metadata: named('data'),
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      },
    ],
    [QUOTAS, { metadata: named('quota'), spec: { hard: { pods: '10' } } }],
    [
      LIMIT_RANGES,
      {
        metadata: named('limits'),
        spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] },
      },
    ],
    [
      NETWORK_POLICIES,
      {
        metadata: named('policy'),
        spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] },
      },
    ],
    [CONFIG_MAPS, { metadata: named('config'), data: { color: 'red' } }],
    [SECRETS, { metadata: named('s'), data: { k: 'YWJj' } }],
    [
      DISRUPTION_BUDGETS,
      { metadata: named('budget'), spec: { minAvailable: 1, selector } },
    ],
  ];
  rest.forEach(([type, draft]) => store.create(type, draft));
  store.modify(QUOTAS, 'default', 'quota', draft => {
    draft.status = { hard: { pods: '10' }, used: { pods: '1' } };
  });
  return { pod };
}
