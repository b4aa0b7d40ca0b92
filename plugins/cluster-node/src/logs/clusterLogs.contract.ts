import assert from 'node:assert/strict';
import { KubernetesObjectApi } from '@kubernetes/client-node';
import { isKnown } from '@mctl/plugin-platform-common';
import {
  untilObserved,
  type ClusterUnderTest,
} from '../clusterStatus.contract';
import type { ClusterLogs, LogRequest, ServiceLogs } from './types';

/** A cluster whose logs are tried. */
export interface LogsUnderTest extends ClusterUnderTest {
  logs: ClusterLogs;
}

const NAMESPACE = 'mctl-logs';

/** Runs a deployment until its first containers are as they should be. */
async function run(
  { status, kubeConfig }: ClusterUnderTest,
  name: string,
  options: { image: string; state: 'running' | 'waiting' },
): Promise<void> {
  const labels = { app: name };
  await KubernetesObjectApi.makeApiClient(kubeConfig).create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name, image: options.image }] },
      },
    },
  } as Parameters<KubernetesObjectApi['create']>[0]);
  await untilObserved(
    status,
    () => status.workload(NAMESPACE, name),
    workload =>
      workload?.pods.length === 2 &&
      workload.pods.every(({ containers: [{ state }] }) =>
        options.state === 'running'
          ? state?.state === 'running'
          : /ImagePull/.test(state?.reason ?? ''),
      ),
  );
}

async function read(
  { logs }: LogsUnderTest,
  request: Partial<LogRequest> = {},
): Promise<ServiceLogs> {
  const observed = await logs.read({
    namespace: NAMESPACE,
    service: 'chatty',
    limit: 1_000,
    ...request,
  });
  assert.ok(isKnown(observed), JSON.stringify(observed));
  return observed.value;
}

/** What `ClusterLogs` promises, tried on a cluster in this order. */
export const CLUSTER_LOGS_CONTRACT: ReadonlyArray<{
  title: string;
  /** @throws when the promise is broken */
  run(cluster: LogsUnderTest): Promise<void>;
}> = [
  {
    title: 'reads the lines of all pods in the order of their times',
    async run(cluster) {
      await KubernetesObjectApi.makeApiClient(cluster.kubeConfig).create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: NAMESPACE },
      });
      await run(cluster, 'chatty', {
        image: 'registry.test/chatty:1.0.0',
        state: 'running',
      });
      const { lines, sources } = await read(cluster);
      assert.ok(lines.length >= 2, 'each pod says something when it starts');
      assert.equal(new Set(lines.map(({ pod }) => pod)).size, 2);
      const times = lines.map(({ time }) => time);
      assert.deepEqual(times, [...times].sort());
      assert.equal(sources.length, 2);
      for (const source of sources) {
        assert.ok('lines' in source && source.lines > 0);
      }
    },
  },
  {
    title: 'keeps the newest lines, and those that match',
    async run(cluster) {
      const all = await read(cluster);
      const newest = await read(cluster, { limit: 1 });
      assert.equal(newest.lines.length, 1);
      assert.equal(newest.more, true);
      assert.ok(newest.lines[0].time >= all.lines[0].time);
      const none = await read(cluster, { matches: () => false });
      assert.deepEqual(none.lines, []);
      const before = await read(cluster, { until: new Date(0) });
      assert.deepEqual(before.lines, []);
    },
  },
  {
    title: 'has nothing of before a restart when nothing was restarted',
    async run(cluster) {
      assert.deepEqual(await read(cluster, { previous: true }), {
        lines: [],
        sources: [],
        more: false,
      });
    },
  },
  {
    title: 'says why containers that never ran have no lines',
    async run(cluster) {
      await run(cluster, 'mute', {
        image: 'registry.test/mute:missing',
        state: 'waiting',
      });
      const observed = await cluster.logs.read({
        namespace: NAMESPACE,
        service: 'mute',
        limit: 10,
      });
      assert.ok(!isKnown(observed));
      assert.match(observed.unknown, /waiting to start/);
    },
  },
  {
    title: 'has nothing of a service that is not there',
    async run(cluster) {
      const { lines } = await read(cluster, { service: 'nobody' });
      assert.deepEqual(lines, []);
    },
  },
];
