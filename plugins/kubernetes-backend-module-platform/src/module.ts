import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { kubernetesClusterSupplierExtensionPoint } from '@backstage/plugin-kubernetes-node';
import { readClusterConnection } from '@mctl/plugin-cluster-node';
import { PlatformClusterSupplier } from './PlatformClusterSupplier';

/** Makes the platform's cluster the one that the Kubernetes plugin knows. */
export const kubernetesModulePlatform = createBackendModule({
  pluginId: 'kubernetes',
  moduleId: 'platform',
  register(registration) {
    registration.registerInit({
      deps: {
        clusters: kubernetesClusterSupplierExtensionPoint,
        config: coreServices.rootConfig,
      },
      async init({ clusters, config }) {
        clusters.addClusterSupplier(
          PlatformClusterSupplier.create({
            connection: readClusterConnection(config),
          }),
        );
      },
    });
  },
});
