import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { KubeConfig } from '@kubernetes/client-node';
import {
  type Clock,
  CombinedMetrics,
  InformedClusterStatus,
  MetricsApi,
  PodLogs,
  PrometheusMetrics,
  systemClock,
} from '@mctl/plugin-cluster-node';
import {
  CLUSTER_LOGS_CONTRACT,
  CLUSTER_METRICS_CONTRACT,
} from '@mctl/plugin-cluster-node/contract';
import { SandboxCluster } from './SandboxCluster';
import { TestRepository } from './testing/TestRepository';

const logger = mockServices.logger.mock();
jest.setTimeout(15_000);

describe('what the platform reads of the sandbox', () => {
  let folder: string;
  let repository: TestRepository;
  let cluster: SandboxCluster;
  let status: InformedClusterStatus;
  let passedMs = 0;
  const clock: Clock = {
    ...systemClock,
    now: () => new Date(Date.now() + passedMs),
  };
  const load = () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(join(folder, 'kubeconfig'));
    return kubeConfig;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mctl-reads-'));
    repository = await TestRepository.create({ folder, logger });
    cluster = await SandboxCluster.start({
      folder: join(folder, 'sandbox'),
      kubeConfigFile: join(folder, 'kubeconfig'),
      port: 0,
      repository: repository.git,
      clock,
      logger,
    });
    status = InformedClusterStatus.create({
      connection: { type: 'sandbox', argocdNamespace: 'argocd', load },
      logger,
    });
    status.start();
  });

  afterAll(async () => {
    status.stop();
    await cluster.stop();
    await repository.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(CLUSTER_LOGS_CONTRACT)('logs: $title', async ({ run }) => {
    const logs = PodLogs.create({ connection: { load }, status });
    const kubeConfig = load();
    expect(await run({ status, kubeConfig, logs })).toBeUndefined();
  });

  it.each(CLUSTER_METRICS_CONTRACT)('metrics: $title', async ({ run }) => {
    // A metrics server has no figures of pods that have just started.
    passedMs = 60_000;
    const metrics = CombinedMetrics.create({
      current: MetricsApi.create({ connection: { load } }),
      prometheus: PrometheusMetrics.create({
        url: `http://127.0.0.1:${cluster.ingressPort}`,
      }),
    });
    const under = {
      metrics,
      namespace: 'mctl-logs',
      service: 'chatty',
      now: clock.now,
    };
    expect(await run(under)).toBeUndefined();
  });
});
