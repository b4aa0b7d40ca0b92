import { type KubeConfig, KubernetesObjectApi } from '@kubernetes/client-node';
import { isKnown, type Observed } from '@mctl/plugin-platform-common';
import type { ClusterStatus } from './types';

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

/**
 * What `ClusterStatus` promises, tried on a cluster. Whatever stands in for a
 * cluster must pass it.
 */
export function describeClusterStatus(
  start: () => Promise<ClusterUnderTest>,
): void {
  describe('cluster status', () => {
    let status: ClusterStatus;
    let api: KubernetesObjectApi;
    const workload = () => status.workload(NAMESPACE, 'hello');

    beforeAll(async () => {
      const cluster = await start();
      status = cluster.status;
      api = KubernetesObjectApi.makeApiClient(cluster.kubeConfig);
    });

    it('tells what is not there from what is not known', async () => {
      await untilObserved(
        status,
        () => status.namespace('mctl-not-there'),
        value => value === null,
      );
      await untilObserved(
        status,
        () => status.application('not.there'),
        value => value === null,
      );
      await untilObserved(
        status,
        () => status.workloadEvents('mctl-not-there', 'x'),
        value => value.length === 0,
      );
      expect(status.workload('mctl-not-there', 'x')).toMatchObject({
        value: null,
        source: 'cluster',
        observedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      });
    });

    it('shows a namespace with what is used of its quota', async () => {
      await api.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: NAMESPACE, labels: { team: 'contract' } },
      });
      await api.create({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'quota', namespace: NAMESPACE },
        spec: { hard: { pods: '5' } },
      } as Parameters<KubernetesObjectApi['create']>[0]);
      const namespace = await untilObserved(
        status,
        () => status.namespace(NAMESPACE),
        value => value?.quotas[0]?.used.pods === '0',
      );
      expect(namespace).toMatchObject({
        name: NAMESPACE,
        phase: 'Active',
        labels: { team: 'contract' },
        quotas: [{ name: 'quota', hard: { pods: '5' }, used: { pods: '0' } }],
      });
    });

    it('follows a rollout to its end', async () => {
      await api.create(deployment('registry.test/hello:1.0.0'));
      const done = await untilObserved(
        status,
        workload,
        value => value?.deployment.available === 2,
      );
      expect(done).toMatchObject({
        deployment: {
          namespace: NAMESPACE,
          name: 'hello',
          desired: 2,
          updated: 2,
          ready: 2,
          unavailable: 0,
          image: 'registry.test/hello:1.0.0',
          labels: LABELS,
        },
        replicaSets: [
          { revision: 1, desired: 2, image: 'registry.test/hello:1.0.0' },
        ],
      });
      expect(done?.deployment.conditions).toContainEqual(
        expect.objectContaining({
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
        }),
      );
      expect(done?.pods).toHaveLength(2);
      expect(done?.pods[0]).toMatchObject({
        phase: 'Running',
        ready: true,
        terminating: false,
        replicaSet: done?.replicaSets[0].name,
        containers: [
          { name: 'hello', restarts: 0, state: { state: 'running' } },
        ],
      });
    });

    it('keeps the replica set of the release before', async () => {
      const current = await api.read<ReturnType<typeof deployment>>(
        deployment(''),
      );
      const container = { name: 'hello', image: 'registry.test/hello:1.1.0' };
      current.spec.template.spec.containers = [container];
      await api.replace(current);
      const done = await untilObserved(
        status,
        workload,
        value =>
          value?.deployment.observedGeneration ===
            value?.deployment.generation &&
          value?.deployment.image === container.image &&
          value.deployment.updated === 2 &&
          value.deployment.replicas === 2 &&
          value.deployment.available === 2,
      );
      expect(
        done?.replicaSets.map(({ revision, desired, image }) => ({
          revision,
          desired,
          image,
        })),
      ).toEqual([
        { revision: 2, desired: 2, image: 'registry.test/hello:1.1.0' },
        { revision: 1, desired: 0, image: 'registry.test/hello:1.0.0' },
      ]);
    });

    it('gathers the events of a deployment and of all it owns', async () => {
      const events = await untilObserved(
        status,
        () => status.workloadEvents(NAMESPACE, 'hello'),
        value => value.some(({ reason }) => reason === 'Started'),
      );
      expect(new Set(events.map(({ object }) => object.kind))).toEqual(
        new Set(['Deployment', 'ReplicaSet', 'Pod']),
      );
      const times = events.map(({ lastSeen }) => lastSeen ?? '');
      expect(times).toEqual([...times].sort());
    });

    it('shows a namespace go away with all that is in it', async () => {
      await api.delete({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: NAMESPACE },
      });
      await untilObserved(
        status,
        () => status.namespace(NAMESPACE),
        value => value === null,
      );
      await untilObserved(status, workload, value => value === null);
    });

    it('answers from memory', () => {
      const before = workload();
      expect(isKnown(before)).toBe(true);
    });
  });
}
