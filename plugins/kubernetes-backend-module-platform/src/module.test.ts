import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import { KubeConfig } from '@kubernetes/client-node';
import { readClusterConnection } from '@mctl/plugin-cluster-node';
import request from 'supertest';
import { kubernetesModulePlatform } from './module';
import { PlatformClusterSupplier } from './PlatformClusterSupplier';

describe('kubernetesModulePlatform', () => {
  let stateDir: string;
  let backend: TestBackend;

  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'mctl-kubernetes-'));
    backend = await startTestBackend({
      features: [
        kubernetesPlugin,
        kubernetesModulePlatform,
        mockServices.rootConfig.factory({
          data: {
            kubernetes: {
              serviceLocatorMethod: { type: 'multiTenant' },
              clusterLocatorMethods: [],
            },
            mctl: { stateDir },
          },
        }),
      ],
    });
  });

  afterEach(async () => {
    await backend.stop();
    await rm(stateDir, { recursive: true, force: true });
  });

  async function writeKubeConfig(user: object) {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      {
        name: 'sandbox',
        server: 'https://127.0.0.1:6445',
        caData: 'Y2VydGlmaWNhdGU=',
        skipTLSVerify: false,
      },
      { name: 'admin', ...user },
    );
    await writeFile(join(stateDir, 'kubeconfig'), kubeConfig.exportConfig());
  }
  const listClusters = () =>
    request(backend.server).get('/api/kubernetes/clusters');

  it('shows the cluster of the state folder, without its token', async () => {
    await writeKubeConfig({ token: 'secret-token' });
    const response = await listClusters();

    expect(response.body.items).toEqual([
      expect.objectContaining({
        name: 'platform',
        title: 'Sandbox',
        authProvider: 'serviceAccount',
      }),
    ]);
    expect(response.text).not.toContain('secret-token');
  });

  it('starts without the cluster and says that it is not there', async () => {
    const response = await listClusters();

    expect(response.status).toBe(503);
    expect(response.body.error.message).toContain(
      'credentials of the cluster cannot be read',
    );
  });

  it('asks for a bearer token', async () => {
    await writeKubeConfig({ username: 'admin', password: 'password' });

    expect((await listClusters()).status).toBe(503);
  });

  it('reads the credentials again for every question', async () => {
    const supplier = PlatformClusterSupplier.create({
      connection: readClusterConnection(
        mockServices.rootConfig({ data: { mctl: { stateDir } } }),
      ),
    });
    const tokens: string[] = [];
    for (const token of ['first-token', 'second-token']) {
      await writeKubeConfig({ token });
      const [cluster] = await supplier.getClusters();
      expect(cluster).toMatchObject({
        url: 'https://127.0.0.1:6445',
        caData: 'Y2VydGlmaWNhdGU=',
        skipTLSVerify: false,
      });
      tokens.push(cluster.authMetadata.serviceAccountToken);
    }

    expect(tokens).toEqual(['first-token', 'second-token']);
  });
});
