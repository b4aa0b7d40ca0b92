import type { V1Deployment, V1Pod } from '@kubernetes/client-node';
import { readWorkload } from '../reading/readWorkload';
import {
  trimApplication,
  trimAutoscaler,
  trimClaim,
  trimCronJob,
  trimDeployment,
  trimEvent,
  trimJob,
  trimNamespace,
  trimPod,
  trimQuota,
  trimReplicaSet,
} from './trimObjects';

const json = <T>(value: object): T => JSON.parse(JSON.stringify(value));

const metadata = {
  name: 'shop',
  namespace: 'acme',
  uid: 'u',
  resourceVersion: '7',
  generation: 3,
  creationTimestamp: '2026-01-01T00:00:00Z',
  labels: { 'mctl.ai/service': 'shop' },
  annotations: {
    'kubectl.kubernetes.io/last-applied-configuration': 'x'.repeat(10_000),
    'deployment.kubernetes.io/revision': '3',
    'mctl.ai/document-digest': 'd1',
  },
  managedFields: [{ manager: 'x'.repeat(10_000) }],
  ownerReferences: [
    { apiVersion: 'v1', kind: 'X', name: 'x', uid: 'owner', controller: true },
  ],
};
const template = {
  metadata: { labels: { a: 'b' } },
  spec: {
    volumes: [{ name: 'x'.repeat(10_000) }],
    containers: [
      {
        name: 'shop',
        image: 'shop:1',
        env: [{ name: 'A', value: 'x'.repeat(10_000) }],
      },
    ],
  },
};

describe('trimming objects', () => {
  const full = { metadata, spec: { template, replicas: 2 }, status: {} };

  it.each<[string, (object: never) => object, object]>([
    ['pods', trimPod, { metadata, spec: template.spec }],
    ['deployments', trimDeployment, full],
    ['replica sets', trimReplicaSet, full],
    ['jobs', trimJob, full],
    [
      'cron jobs',
      trimCronJob,
      {
        metadata,
        spec: { schedule: '@daily', jobTemplate: { spec: full.spec } },
      },
    ],
    ['autoscalers', trimAutoscaler, { metadata }],
    ['claims', trimClaim, { metadata }],
    ['namespaces', trimNamespace, { metadata }],
    ['quotas', trimQuota, { metadata, spec: { hard: { pods: '1' } } }],
    [
      'applications',
      trimApplication,
      { metadata, status: { resources: ['x'.repeat(10_000)], sync: {} } },
    ],
    ['events', trimEvent, { metadata, involvedObject: { uid: 'u' } }],
  ])('keeps %s small, and what finds and compares them', (_, trim, object) => {
    const trimmed = trim(json<never>(object));
    expect(JSON.stringify(trimmed).length).toBeLessThan(1_000);
    expect(trimmed).toMatchObject({
      metadata: {
        name: 'shop',
        namespace: 'acme',
        uid: 'u',
        resourceVersion: '7',
      },
    });
  });

  it('keeps owners, labels and the annotations that are read', () => {
    const trimmed = trimDeployment(json<V1Deployment>(full));
    expect(trimmed.metadata).toMatchObject({
      generation: 3,
      labels: metadata.labels,
      ownerReferences: [{ kind: 'X', name: 'x', uid: 'owner' }],
      annotations: {
        'deployment.kubernetes.io/revision': '3',
        'mctl.ai/document-digest': 'd1',
      },
    });
    expect(Object.keys(trimmed.metadata?.annotations ?? {})).toHaveLength(2);
  });

  it('changes nothing of what is read of a pod', () => {
    const ended = {
      exitCode: 1,
      reason: 'Error',
      message: 'm',
      startedAt: '2026-01-01T00:00:00Z',
      finishedAt: '2026-01-01T00:00:01Z',
      containerID: 'containerd://x',
      signal: 9,
    };
    const pod = json<V1Pod>({
      metadata: { ...metadata, deletionTimestamp: '2026-01-02T00:00:00Z' },
      spec: template.spec,
      status: {
        phase: 'Running',
        startTime: '2026-01-01T00:00:00Z',
        conditions: [
          { type: 'PodScheduled', status: 'True' },
          { type: 'Ready', status: 'True' },
        ],
        containerStatuses: [
          {
            name: 'shop',
            image: 'shop:1',
            imageID: 'x',
            ready: true,
            restartCount: 4,
            state: { running: { startedAt: '2026-01-01T00:00:02Z' } },
            lastState: { terminated: ended },
          },
        ],
      },
    });
    const read = (of: V1Pod) =>
      readWorkload({
        deployment: {},
        replicaSets: [{ replicaSet: {}, pods: [of] }],
      }).pods;
    expect(read(trimPod(pod))).toEqual(read(pod));
    expect(read(pod)[0]).toMatchObject({
      ready: true,
      terminating: true,
      containers: [
        { restarts: 4, lastState: { exitCode: 1, reason: 'Error' } },
      ],
    });
  });
});
