import { ServiceUnavailableError } from '@backstage/errors';
import { ANNOTATION_KUBERNETES_AUTH_PROVIDER } from '@backstage/plugin-kubernetes-common';
import type {
  ClusterDetails,
  KubernetesClustersSupplier,
} from '@backstage/plugin-kubernetes-node';
import type { ClusterConnection } from '@mctl/plugin-cluster-node';

const CLUSTER_NAME = 'platform';

/**
 * The platform's cluster, with the credentials as they are at each question:
 * the sandbox writes them while it starts, and those of a real cluster rotate.
 */
export class PlatformClusterSupplier implements KubernetesClustersSupplier {
  readonly #connection: ClusterConnection;

  static create(options: { connection: ClusterConnection }) {
    return new PlatformClusterSupplier(options.connection);
  }

  private constructor(connection: ClusterConnection) {
    this.#connection = connection;
  }

  /**
   * @throws ServiceUnavailableError while the credentials cannot be read
   */
  async getClusters(): Promise<ClusterDetails[]> {
    try {
      return [await this.#describe()];
    } catch (error) {
      throw new ServiceUnavailableError(
        'The credentials of the cluster cannot be read right now',
        error,
      );
    }
  }

  async #describe(): Promise<ClusterDetails> {
    const kubeConfig = this.#connection.load();
    const cluster = kubeConfig.getCurrentCluster();
    if (!cluster) {
      throw new Error('The kubeconfig names no current cluster');
    }
    // The client resolves whatever the kubeconfig names: a token, a file with
    // one, or a command that prints one.
    const request: { headers: Record<string, string> } = { headers: {} };
    await kubeConfig.applyToHTTPSOptions(request);
    const token = /^Bearer (.+)$/.exec(request.headers.Authorization)?.[1];
    if (!token) {
      throw new Error('The kubeconfig holds no bearer token');
    }
    return {
      name: CLUSTER_NAME,
      title: this.#connection.type === 'sandbox' ? 'Sandbox' : 'Platform',
      url: cluster.server,
      caData: cluster.caData,
      caFile: cluster.caFile,
      skipTLSVerify: cluster.skipTLSVerify,
      skipMetricsLookup: true,
      authMetadata: {
        [ANNOTATION_KUBERNETES_AUTH_PROVIDER]: 'serviceAccount',
        serviceAccountToken: token,
      },
    };
  }
}
