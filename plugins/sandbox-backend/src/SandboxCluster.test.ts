import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { InformedClusterStatus } from '@mctl/plugin-cluster-node';
import {
  CLUSTER_STATUS_CONTRACT,
  untilObserved,
} from '@mctl/plugin-cluster-node/contract';
import request from 'supertest';
import { SandboxCluster } from './SandboxCluster';
import { TestRepository } from './testing/TestRepository';

const logger = mockServices.logger.mock();
jest.setTimeout(15_000);

describe('SandboxCluster', () => {
  let folder: string;
  let repository: TestRepository;
  let cluster: SandboxCluster;
  let status: InformedClusterStatus;
  const kubeConfigFile = () => join(folder, 'kubeconfig');
  const loadKubeConfig = () => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(kubeConfigFile());
    return kubeConfig;
  };
  const startCluster = (port = 0) =>
    SandboxCluster.start({
      folder: join(folder, 'sandbox'),
      kubeConfigFile: kubeConfigFile(),
      port,
      repository: repository.git,
      logger,
    });
  const healthy = (name: string, revision: string) =>
    untilObserved(
      status,
      () => status.application(name),
      value => value?.health === 'Healthy' && value.revision === revision,
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mctl-sandbox-'));
    repository = await TestRepository.create({ folder, logger });
    status = InformedClusterStatus.create({
      connection: {
        type: 'sandbox',
        argocdNamespace: 'argocd',
        load: loadKubeConfig,
      },
      logger,
    });
    // Before the cluster: nobody may depend on the order of starting.
    status.start();
    cluster = await startCluster();
  });

  afterAll(async () => {
    status.stop();
    await cluster.stop();
    await repository.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(CLUSTER_STATUS_CONTRACT)('$title', async ({ run }) => {
    expect(await run({ status, kubeConfig: loadKubeConfig() })).toBeUndefined();
  });

  it('keeps its kubeconfig to its owner', async () => {
    const { mode } = await stat(kubeConfigFile());
    expect(mode & 0o777).toBe(0o600);
  });

  it('makes a tenant and a service of the repository healthy', async () => {
    await repository.putTenant('acme');
    const started = performance.now();
    const commit = await repository.putService('acme', 'shop', {
      tag: '1.4.0',
    });
    const application = await healthy('acme.svc.shop', commit);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(application).toMatchObject({
      sync: 'Synced',
      operation: { phase: 'Succeeded', revision: commit },
      conditions: [],
    });
    const namespace = await untilObserved(
      status,
      () => status.namespace('acme'),
      value => value?.quotas[0]?.used.pods === '1',
    );
    expect(namespace?.quotas[0].used).toMatchObject({
      'requests.cpu': '100m',
      'requests.memory': '128Mi',
    });
  });

  it('answers at the host of the service, and measures it', async () => {
    const ingress = request(`http://127.0.0.1:${cluster.ingressPort}`);
    const answer = await ingress.get('/').set('host', 'shop--acme.localhost');
    expect(answer).toMatchObject({
      status: 200,
      body: { tenant: 'acme', service: 'shop', release: '1.4.0' },
    });
    const metrics = await ingress.get('/metrics');
    expect(metrics.text).toMatch(
      /^nginx_ingress_controller_requests\{namespace="acme",ingress="shop",service="shop",host="shop--acme\.localhost",method="GET",path="\/",status="200"\} [1-9]/m,
    );
  });

  it('keeps the old pods when the image of a release is missing', async () => {
    const commit = await repository.putService('acme', 'shop', {
      tag: '1.5.0-missing',
    });
    const workload = await untilObserved(
      status,
      () => status.workload('acme', 'shop'),
      value =>
        value?.pods.some(pod =>
          pod.containers.some(
            ({ state }) => state?.reason === 'ImagePullBackOff',
          ),
        ) ?? false,
    );
    expect(workload?.deployment).toMatchObject({ available: 1, updated: 1 });
    expect(status.application('acme.svc.shop')).toMatchObject({
      value: { sync: 'Synced', revision: commit, health: 'Progressing' },
    });
    const events = await untilObserved(
      status,
      () => status.workloadEvents('acme', 'shop'),
      value => value.some(({ reason }) => reason === 'BackOff'),
    );
    const image = 'ghcr.io/acme/shop:1.5.0-missing';
    expect(events.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        `Failed to pull image "${image}": rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
        'Error: ErrImagePull',
        `Back-off pulling image "${image}"`,
      ]),
    );
  });

  it('goes back to the replica set of the release before', async () => {
    const commit = await repository.putService('acme', 'shop', {
      tag: '1.4.0',
    });
    await healthy('acme.svc.shop', commit);
    const workload = await untilObserved(
      status,
      () => status.workload('acme', 'shop'),
      value => value?.pods.length === 1,
    );
    expect(workload?.replicaSets.map(({ revision }) => revision)).toEqual([
      3, 2,
    ]);
  });

  it('crashes the release it is told to, until told otherwise', async () => {
    cluster.faults.inject({
      tenant: 'acme',
      service: 'shop',
      fault: 'crash-loop',
      release: '1.6.0',
    });
    await repository.putService('acme', 'shop', { tag: '1.6.0' });
    const workload = await untilObserved(
      status,
      () => status.workload('acme', 'shop'),
      value =>
        value?.pods.some(
          ({ containers }) =>
            containers[0]?.state?.reason === 'CrashLoopBackOff',
        ) ?? false,
    );
    const crashing = workload?.pods.find(({ ready }) => !ready);
    expect(crashing?.containers[0]).toMatchObject({
      restarts: 1,
      state: {
        state: 'waiting',
        message: `back-off 10s restarting failed container=shop pod=${crashing?.name}_acme(${crashing?.uid})`,
      },
      lastState: { state: 'terminated', reason: 'Error', exitCode: 1 },
    });
    expect(workload?.deployment.available).toBe(1);
    const logs = await loadKubeConfig()
      .makeApiClient(CoreV1Api)
      .readNamespacedPodLog({
        namespace: 'acme',
        name: crashing?.name ?? '',
        previous: true,
      });
    expect(logs).toContain('Cannot find module');

    cluster.faults.clear('acme', 'shop');
    await untilObserved(
      status,
      () => status.workload('acme', 'shop'),
      value =>
        value?.deployment.available === 1 &&
        value.deployment.replicas === 1 &&
        value.pods.every(({ ready }) => ready),
    );
  });

  it('reports YAML that cannot be read, and heals with it', async () => {
    const path = 'tenants/acme/services/shop/manifests/deployment.yaml';
    const snapshot = await repository.git.refresh();
    const blob = snapshot.blob(path) ?? '';
    const text = (await repository.git.readBlobs([blob])).get(blob) ?? '';
    await repository.commit([{ path, content: 'a: b: c\n' }]);
    const broken = await untilObserved(
      status,
      () => status.application('acme.svc.shop'),
      value => value?.sync === 'Unknown',
    );
    expect(broken?.conditions[0]).toMatchObject({
      type: 'ComparisonError',
      message: expect.stringContaining('MalformedYAMLError'),
    });
    const commit = await repository.commit([{ path, content: text }]);
    await healthy('acme.svc.shop', commit);
  });

  it('moves the revision of applications that a commit leaves alone', async () => {
    const before = status.application('acme.svc.shop');
    const commit = await repository.putTenant('billing');
    const after = await healthy('acme.svc.shop', commit);
    expect(before).toMatchObject({ value: { operation: after?.operation } });
  });

  it('is as it was after a restart, and its informers come back', async () => {
    const before = await untilObserved(
      status,
      () => status.workload('acme', 'shop'),
      value => value?.pods.length === 1,
    );
    const { port } = cluster;
    await cluster.stop();
    const gone = await new Promise(resolve => {
      let stop = () => {};
      const look = () => {
        const observed = status.workload('acme', 'shop');
        if ('unknown' in observed) {
          stop();
          resolve(observed);
        }
      };
      stop = status.subscribe(look);
      look();
    });
    expect(gone).toMatchObject({
      unknown: expect.stringMatching(
        /^the cluster could not be reached since \d{4}-/,
      ),
      source: 'cluster',
      last: { value: before },
    });
    cluster = await startCluster(port);
    const after = await untilObserved(
      status,
      () => status.workload('acme', 'shop'),
      () => true,
    );
    expect(after).toEqual(before);
  });

  it('removes what the repository no longer has', async () => {
    await repository.remove('tenants/acme/');
    await untilObserved(
      status,
      () => status.namespace('acme'),
      value => value === null,
    );
    await Promise.all(
      ['acme', 'acme.project', 'acme.svc.shop'].map(name =>
        untilObserved(
          status,
          () => status.application(name),
          value => value === null,
        ),
      ),
    );
    expect(status.namespace('billing')).toMatchObject({
      value: { phase: 'Active' },
    });
  });

  it('writes no secret that others could read', async () => {
    const { mode } = await stat(join(folder, 'sandbox', 'token'));
    expect(mode & 0o777).toBe(0o600);
    const token = await readFile(join(folder, 'sandbox', 'token'), 'utf8');
    expect(token.length).toBeGreaterThan(40);
  });
});
