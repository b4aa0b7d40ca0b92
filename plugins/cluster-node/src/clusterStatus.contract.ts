import assert from 'node:assert/strict';
import {
  type KubeConfig,
  KubernetesObjectApi,
  type V1CronJob,
  type V1Job,
  type V1PersistentVolumeClaim,
  type V1ResourceQuota,
  type V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import { isKnown, type Observed } from '@mctl/plugin-platform-common';
import type { ClusterStatus, Workload } from './types';

/** A cluster to try, and how to reach it beside the status. */
export interface ClusterUnderTest {
  status: ClusterStatus;
  kubeConfig: KubeConfig;
}

/**
 * Waits until a value of the cluster is as expected, looking again after each
 * change.
 *
 * @throws what was seen last, when it does not happen in time
 */
export async function untilObserved<T>(
  status: ClusterStatus,
  read: () => Observed<T>,
  expected: (value: T) => boolean,
  timeoutMs = 10_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const timer = setTimeout(() => {
      stop();
      reject(
        new Error(
          `Not as expected in time: ${JSON.stringify(read(), null, 2)}`,
        ),
      );
    }, timeoutMs);
    const look = () => {
      const observed = read();
      if (isKnown(observed) && expected(observed.value)) {
        stop();
        clearTimeout(timer);
        resolve(observed.value);
      }
    };
    stop = status.subscribe(look);
    look();
  });
}

const NAMESPACE = 'mctl-contract';
const LABELS = { app: 'hello' };

function deployment(image: string) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'hello', namespace: NAMESPACE, labels: LABELS },
    spec: {
      replicas: 2,
      selector: { matchLabels: LABELS },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
      },
      template: {
        metadata: { labels: LABELS },
        spec: { containers: [{ name: 'hello', image }] },
      },
    },
  };
}

/** Metadata of an object that belongs to the service `hello`. */
function belonging(name: string) {
  return { name, namespace: NAMESPACE, labels: { 'mctl.ai/service': 'hello' } };
}

/** One promise of `ClusterStatus`, and how to try it. */
export interface ContractCase {
  title: string;
  /** @throws when the promise is broken */
  run(cluster: ClusterUnderTest): Promise<void>;
}

/**
 * What `ClusterStatus` promises, tried on a cluster in this order. Whatever
 * stands in for a cluster must pass it.
 */
export const CLUSTER_STATUS_CONTRACT: readonly ContractCase[] = [
  {
    title: 'tells what is not there from what is not known',
    async run({ status }) {
      const read = [
        () => status.namespace('mctl-not-there'),
        () => status.application('not.there'),
        () => status.workload('mctl-not-there', 'x'),
      ];
      for (const observe of read) {
        await untilObserved<unknown>(status, observe, value => value === null);
      }
      await untilObserved(
        status,
        () => status.workloadEvents('mctl-not-there', 'x'),
        value => value.length === 0,
      );
      const known = status.namespace('mctl-not-there');
      assert.ok(isKnown(known));
      assert.equal(known.source, 'cluster');
      assert.ok(Date.now() - Date.parse(known.observedAt) < 60_000);
    },
  },
  {
    title: 'shows a namespace with what is used of its quota',
    async run({ status, kubeConfig }) {
      const api = KubernetesObjectApi.makeApiClient(kubeConfig);
      await api.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: NAMESPACE, labels: { team: 'contract' } },
      });
      await api.create<V1ResourceQuota>({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'quota', namespace: NAMESPACE },
        spec: { hard: { pods: '5' } },
      });
      const namespace = await untilObserved(
        status,
        () => status.namespace(NAMESPACE),
        value => value?.quotas[0]?.used.pods === '0',
      );
      assert.equal(namespace?.phase, 'Active');
      assert.equal(namespace.labels.team, 'contract');
      assert.deepEqual(namespace.quotas, [
        { name: 'quota', hard: { pods: '5' }, used: { pods: '0' } },
      ]);
    },
  },
  {
    title: 'follows a rollout to its end',
    async run({ status, kubeConfig }) {
      const api = KubernetesObjectApi.makeApiClient(kubeConfig);
      await api.create(deployment('registry.test/hello:1.0.0'));
      const done = await rolledOut(status, 'registry.test/hello:1.0.0');
      assert.equal(done.deployment.ready, 2);
      assert.equal(done.deployment.unavailable, 0);
      assert.deepEqual(replicaSetsOf(done), [
        { revision: 1, desired: 2, image: 'registry.test/hello:1.0.0' },
      ]);
      assert.ok(
        done.deployment.conditions.some(
          ({ type, reason }) =>
            type === 'Progressing' && reason === 'NewReplicaSetAvailable',
        ),
      );
      assert.equal(done.pods.length, 2);
      for (const pod of done.pods) {
        assert.equal(pod.phase, 'Running');
        assert.equal(pod.ready, true);
        assert.equal(pod.replicaSet, done.replicaSets[0].name);
        assert.equal(pod.containers[0].restarts, 0);
        assert.equal(pod.containers[0].state?.state, 'running');
      }
    },
  },
  {
    title: 'keeps the replica set of the release before',
    async run({ status, kubeConfig }) {
      const api = KubernetesObjectApi.makeApiClient(kubeConfig);
      const image = 'registry.test/hello:1.1.0';
      const current = await api.read<ReturnType<typeof deployment>>(
        deployment(''),
      );
      current.spec.template.spec.containers = [{ name: 'hello', image }];
      await api.replace(current);
      const done = await rolledOut(status, image);
      assert.deepEqual(replicaSetsOf(done), [
        { revision: 2, desired: 2, image },
        { revision: 1, desired: 0, image: 'registry.test/hello:1.0.0' },
      ]);
    },
  },
  {
    title: 'gathers the events of a deployment and of all it owns',
    async run({ status }) {
      const events = await untilObserved(
        status,
        () => status.workloadEvents(NAMESPACE, 'hello'),
        value => value.some(({ reason }) => reason === 'Started'),
      );
      const kinds = new Set(events.map(({ object }) => object.kind));
      assert.deepEqual([...kinds].sort(), ['Deployment', 'Pod', 'ReplicaSet']);
      const times = events.map(({ lastSeen }) => lastSeen ?? '');
      assert.deepEqual(times, [...times].sort());
    },
  },
  {
    title: 'follows a job to its end, with its pods',
    async run({ status, kubeConfig }) {
      const api = KubernetesObjectApi.makeApiClient(kubeConfig);
      await api.create<V1Job>({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: belonging('hello-job'),
        spec: {
          backoffLimit: 0,
          template: {
            spec: {
              restartPolicy: 'Never',
              containers: [{ name: 'job', image: 'registry.test/hello:1.1.0' }],
            },
          },
        },
      });
      const [job] = await untilObserved(
        status,
        () => status.jobs(NAMESPACE, 'hello'),
        jobs => jobs[0]?.state === 'succeeded' && jobs[0].pods.length === 1,
      );
      assert.equal(job.name, 'hello-job');
      assert.equal(job.cronJob, null);
      assert.equal(job.succeeded, 1);
      assert.equal(job.image, 'registry.test/hello:1.1.0');
      assert.ok(job.startedAt && job.finishedAt);
      assert.equal(job.pods[0].containers[0].name, 'job');
    },
  },
  {
    title: 'shows the schedule, the autoscaler and the claims of a service',
    async run({ status, kubeConfig }) {
      const api = KubernetesObjectApi.makeApiClient(kubeConfig);
      await api.create<V1CronJob>({
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: belonging('hello'),
        spec: {
          schedule: '0 3 * * *',
          suspend: true,
          jobTemplate: {
            spec: {
              template: {
                spec: {
                  restartPolicy: 'Never',
                  containers: [{ name: 'job', image: 'registry.test/hello:1' }],
                },
              },
            },
          },
        },
      });
      await api.create<V2HorizontalPodAutoscaler>({
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: belonging('hello'),
        spec: {
          scaleTargetRef: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: 'hello',
          },
          minReplicas: 2,
          maxReplicas: 3,
          metrics: [
            {
              type: 'Resource',
              resource: {
                name: 'cpu',
                target: { type: 'Utilization', averageUtilization: 80 },
              },
            },
          ],
        },
      });
      await api.create<V1PersistentVolumeClaim>({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: belonging('hello--data'),
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      });
      const cronJob = await untilObserved(
        status,
        () => status.cronJob(NAMESPACE, 'hello'),
        value => value !== null,
      );
      assert.equal(cronJob?.schedule, '0 3 * * *');
      assert.equal(cronJob?.suspended, true);
      const autoscaler = await untilObserved(
        status,
        () => status.autoscaler(NAMESPACE, 'hello'),
        value => value !== null,
      );
      assert.equal(autoscaler?.target, 'hello');
      assert.equal(autoscaler?.min, 2);
      assert.equal(autoscaler?.max, 3);
      assert.equal(autoscaler?.cpu.target, 80);
      const [claim] = await untilObserved(
        status,
        () => status.claims(NAMESPACE, 'hello'),
        value => value.length === 1,
      );
      assert.equal(claim.name, 'hello--data');
      assert.equal(claim.requested, '1Gi');
    },
  },
  {
    title: 'gathers the events of all objects of a service',
    async run({ status }) {
      await untilObserved(
        status,
        () => status.workloadEvents(NAMESPACE, 'hello'),
        events => {
          const kinds = new Set(events.map(({ object }) => object.kind));
          return kinds.has('Job') && kinds.has('Deployment');
        },
      );
      await untilObserved(
        status,
        () => status.workloadEvents(NAMESPACE, 'hello'),
        events =>
          events.some(
            ({ object, reason }) =>
              object.kind === 'Pod' &&
              object.name.startsWith('hello-job-') &&
              reason === 'Started',
          ),
      );
    },
  },
  {
    title: 'shows a namespace go away with all that is in it',
    async run({ status, kubeConfig }) {
      await KubernetesObjectApi.makeApiClient(kubeConfig).delete({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: NAMESPACE },
      });
      await untilObserved(
        status,
        () => status.namespace(NAMESPACE),
        value => value === null,
      );
      await untilObserved(
        status,
        () => status.workload(NAMESPACE, 'hello'),
        value => value === null,
      );
    },
  },
];

async function rolledOut(
  status: ClusterStatus,
  image: string,
): Promise<Workload> {
  const workload = await untilObserved(
    status,
    () => status.workload(NAMESPACE, 'hello'),
    value =>
      value?.deployment.image === image &&
      value.deployment.observedGeneration === value.deployment.generation &&
      value.deployment.updated === 2 &&
      value.deployment.replicas === 2 &&
      value.deployment.available === 2,
  );
  assert.ok(workload);
  return workload;
}

function replicaSetsOf({ replicaSets }: Workload) {
  return replicaSets.map(({ revision, desired, image }) => ({
    revision,
    desired,
    image,
  }));
}
