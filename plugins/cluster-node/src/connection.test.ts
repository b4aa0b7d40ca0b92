import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { KubeConfig } from '@kubernetes/client-node';
import { readClusterConnection, sandboxKubeConfigPath } from './connection';

const config = (mctl: object) =>
  mockServices.rootConfig({ data: { mctl: JSON.parse(JSON.stringify(mctl)) } });

describe('readClusterConnection', () => {
  it('is the sandbox when nothing is configured', () => {
    expect(readClusterConnection(config({}))).toMatchObject({
      type: 'sandbox',
      argocdNamespace: 'argocd',
    });
  });

  it('reads the kubeconfig of the sandbox anew each time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mctl-cluster-'));
    const settings = config({ stateDir: folder });
    const connection = readClusterConnection(settings);
    expect(() => connection.load()).toThrow('ENOENT');
    for (const port of [1, 2]) {
      const kubeConfig = new KubeConfig();
      kubeConfig.loadFromClusterAndUser(
        {
          name: 'c',
          server: `https://127.0.0.1:${port}`,
          skipTLSVerify: false,
        },
        { name: 'u' },
      );
      await writeFile(
        sandboxKubeConfigPath(settings),
        kubeConfig.exportConfig(),
      );
      expect(connection.load().getCurrentCluster()?.server).toBe(
        `https://127.0.0.1:${port}`,
      );
    }
    await rm(folder, { recursive: true });
  });

  it('reaches a cluster by address and token', () => {
    const connection = readClusterConnection(
      config({
        cluster: {
          type: 'kubernetes',
          url: 'https://10.0.0.1:6443/',
          token: 'secret',
          argocdNamespace: 'cd',
        },
      }),
    );
    expect(connection).toMatchObject({
      type: 'kubernetes',
      argocdNamespace: 'cd',
    });
    const kubeConfig = connection.load();
    expect(kubeConfig.getCurrentCluster()?.server).toBe(
      'https://10.0.0.1:6443',
    );
    expect(kubeConfig.getCurrentUser()?.token).toBe('secret');
  });

  it.each([
    [{ type: 'kubernetes' }, 'exactly one of'],
    [{ type: 'kubernetes', context: 'a', inCluster: true }, 'exactly one of'],
    [{ type: 'kubernetes', url: 'https://x.test' }, 'url and token'],
    [{ type: 'kubernetes', url: 'http://x.test', token: 't' }, 'url'],
    [{ type: 'kind' }, 'type'],
    [{ type: 'sandbox', context: 'a' }, 'context'],
  ])('refuses %j', (cluster, message) => {
    expect(() => readClusterConnection(config({ cluster }))).toThrow(message);
  });
});
