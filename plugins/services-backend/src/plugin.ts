import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { capabilityRegistryServiceRef } from '@mctl/plugin-platform-node';
import { deployService } from './capabilities/deployService';
import { getServiceHistory } from './capabilities/getServiceHistory';
import { getServiceStatus } from './capabilities/getServiceStatus';
import { listServices } from './capabilities/listServices';
import { rollbackService } from './capabilities/rollbackService';

/** Services and releases as capabilities. @public */
export const servicesPlugin = createBackendPlugin({
  pluginId: 'services',
  register(env) {
    env.registerInit({
      deps: { registry: capabilityRegistryServiceRef },
      async init({ registry }) {
        registry.register(
          deployService(),
          getServiceHistory(),
          getServiceStatus(),
          listServices(),
          rollbackService(),
        );
      },
    });
  },
});
