import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { capabilityRegistryServiceRef } from '@mctl/plugin-platform-node';
import { applyResourceProfile } from './capabilities/applyResourceProfile';
import { configureService } from './capabilities/configureService';
import { deployService } from './capabilities/deployService';
import { getResourceUsage } from './capabilities/getResourceUsage';
import { getServiceConfig } from './capabilities/getServiceConfig';
import { getServiceEvents } from './capabilities/getServiceEvents';
import { getServiceHistory } from './capabilities/getServiceHistory';
import { getServiceLogs } from './capabilities/getServiceLogs';
import { getServiceStatus } from './capabilities/getServiceStatus';
import { getSizingRecommendation } from './capabilities/getSizingRecommendation';
import { listServices } from './capabilities/listServices';
import { restartService } from './capabilities/restartService';
import { retireService } from './capabilities/retireService';
import { rollbackService } from './capabilities/rollbackService';
import { scaleService } from './capabilities/scaleService';

/** Services and releases as capabilities. @public */
export const servicesPlugin = createBackendPlugin({
  pluginId: 'services',
  register(env) {
    env.registerInit({
      deps: { registry: capabilityRegistryServiceRef },
      async init({ registry }) {
        registry.register(
          applyResourceProfile(),
          configureService(),
          deployService(),
          getResourceUsage(),
          getServiceConfig(),
          getServiceEvents(),
          getServiceHistory(),
          getServiceLogs(),
          getServiceStatus(),
          getSizingRecommendation(),
          listServices(),
          restartService(),
          retireService(),
          rollbackService(),
          scaleService(),
        );
      },
    });
  },
});
