import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { KubeConfig } from '@kubernetes/client-node';
import { InformedClusterStatus } from '@mctl/plugin-cluster-node';
import { untilObserved } from '@mctl/plugin-cluster-node/contract';
import { SandboxCluster } from './SandboxCluster';
import { describeWithKubectl, runKubectl, tableRows } from './testing/kubectl';
import { TestRepository } from './testing/TestRepository';

const logger = mockServices.logger.mock();
jest.setTimeout(60_000);

describeWithKubectl('kubectl (skipped when it is not on the PATH)', () => {
  let folder: string;
  let repository: TestRepository;
  let cluster: SandboxCluster;
  let status: InformedClusterStatus;
  let pod: string;

  const run = (...args: string[]) =>
    runKubectl(join(folder, 'kubeconfig'), args);
  const rows = tableRows;
  const pods = (expected: (names: string[]) => boolean) =>
    untilObserved(
      status,
      () => status.workload('acme', 'shop'),
      value =>
        value !== null &&
        value.pods.length === 1 &&
        value.pods.every(({ ready, terminating }) => ready && !terminating) &&
        expected(value.pods.map(({ name }) => name)),
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mctl-kubectl-'));
    repository = await TestRepository.create({ folder, logger });
    cluster = await SandboxCluster.start({
      folder: join(folder, 'sandbox'),
      kubeConfigFile: join(folder, 'kubeconfig'),
      port: 0,
      repository: repository.git,
      logger,
    });
    status = InformedClusterStatus.create({
      connection: {
        type: 'sandbox',
        argocdNamespace: 'argocd',
        load() {
          const kubeConfig = new KubeConfig();
          kubeConfig.loadFromFile(join(folder, 'kubeconfig'));
          return kubeConfig;
        },
      },
      logger,
    });
    status.start();
    await repository.putTenant('acme');
    await repository.putService('acme', 'shop', { tag: '1.4.0' });
    [pod] = (await pods(() => true))?.pods.map(({ name }) => name) ?? [];
  });

  afterAll(async () => {
    status.stop();
    await cluster.stop();
    await repository.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('gets namespaces, deployments, replica sets and pods', async () => {
    expect(rows(await run('get', 'ns', 'acme'))).toEqual([
      ['NAME', 'STATUS', 'AGE'],
      ['acme', 'Active', expect.stringMatching(/^\d+s$/)],
    ]);
    expect(rows(await run('get', 'deploy', '-n', 'acme'))).toEqual([
      ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'],
      ['shop', '1/1', '1', '1', expect.any(String)],
    ]);
    expect(rows(await run('get', 'rs', '-n', 'acme'))).toEqual([
      ['NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE'],
      [expect.stringMatching(/^shop-/), '1', '1', '1', expect.any(String)],
    ]);
    expect(rows(await run('get', 'pods', '-n', 'acme'))).toEqual([
      ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
      [pod, '1/1', 'Running', '0', expect.any(String)],
    ]);
    expect(await run('get', 'pods', '-A', '-o', 'name')).toBe(`pod/${pod}\n`);
    expect(
      rows(await run('get', 'applications', '-n', 'argocd', 'acme.svc.shop')),
    ).toEqual([
      ['NAME', 'SYNC STATUS', 'HEALTH STATUS'],
      ['acme.svc.shop', 'Synced', 'Healthy'],
    ]);
  });

  it('describes a pod with its events', async () => {
    const text = await run('describe', 'pod', pod, '-n', 'acme');
    expect(text).toMatch(/^Name: +shop-/);
    expect(text).toContain('Image:          ghcr.io/acme/shop:1.4.0');
    expect(text).toMatch(/Started\s.*kubelet\s+Started container shop/);
  });

  it('prints logs and events', async () => {
    expect(await run('logs', pod, '-n', 'acme')).toContain(
      'INFO listening on :8080\n',
    );
    const [heading, ...events] = rows(await run('get', 'events', '-n', 'acme'));
    expect(heading).toEqual([
      'LAST SEEN',
      'TYPE',
      'REASON',
      'OBJECT',
      'MESSAGE',
    ]);
    expect(events.map(([, , reason]) => reason)).toContain('Scheduled');
  });

  it('applies a config map, twice with a difference', async () => {
    const file = join(folder, 'map.yaml');
    for (const [data, outcome] of [
      ['{a: "1", b: "2"}', 'created'],
      ['{a: "1", b: "2"}', 'unchanged'],
      ['{a: "3"}', 'configured'],
    ]) {
      await writeFile(
        file,
        `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app-config, namespace: acme}\ndata: ${data}\n`,
      );
      expect(await run('apply', '-f', file)).toBe(
        `configmap/app-config ${outcome}\n`,
      );
    }
    expect(
      await run(
        ...['get', 'cm', 'app-config', '-n', 'acme'],
        ...['-o', 'jsonpath={.data}'],
      ),
    ).toBe('{"a":"3"}');
  });

  it('applies a deployment without leaving anything of the patch', async () => {
    const file = join(folder, 'deployment.yaml');
    const deployment = (containers: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: own, namespace: default}\nspec:\n  selector: {matchLabels: {app: own}}\n  template:\n    metadata: {labels: {app: own}}\n    spec: {containers: [${containers}]}\n`;
    await writeFile(
      file,
      deployment('{name: a, image: "a:1"}, {name: b, image: "b:1"}'),
    );
    await run('apply', '-f', file);
    await writeFile(file, deployment('{name: b, image: "b:2"}'));
    expect(await run('apply', '-f', file)).toBe(
      'deployment.apps/own configured\n',
    );
    const spec = await run(
      ...['get', 'deploy', 'own', '-n', 'default'],
      ...['-o', 'jsonpath={.spec.template.spec}'],
    );
    expect(JSON.parse(spec)).toMatchObject({
      containers: [{ name: 'b', image: 'b:2' }],
    });
    expect(spec).not.toContain('$');
  });

  it('creates a namespace, or says how to', async () => {
    const outcome = await run('create', 'ns', 'own').catch(
      error => error.stderr,
    );
    // Newer ones send protobuf, and nothing else when that is refused.
    expect(outcome).toMatch(
      /^(namespace\/own created|Error from server \(UnsupportedMediaType\): the sandbox cluster reads JSON and YAML only.*kubectl create -f.*)\n$/,
    );
    const file = join(folder, 'namespace.yaml');
    await writeFile(
      file,
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: file}\n',
    );
    expect(await run('create', '-f', file)).toBe('namespace/file created\n');
  });

  it('says in the words of an API server what is not there', async () => {
    await expect(run('get', 'pod', 'nope', '-n', 'acme')).rejects.toMatchObject(
      { stderr: 'Error from server (NotFound): pods "nope" not found\n' },
    );
  });

  it('deletes a pod, which its replica set makes anew', async () => {
    expect(await run('delete', 'pod', pod, '-n', 'acme')).toContain(
      `pod "${pod}" deleted`,
    );
    await pods(([name]) => name !== pod);
  });
});
