import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { accessServiceRef } from '@mctl/plugin-platform-node';
import { PlatformPolicy } from './PlatformPolicy';

/** Decides on Backstage's own permissions by the roles of the platform. */
export const permissionModulePlatform = createBackendModule({
  pluginId: 'permission',
  moduleId: 'platform',
  register(registration) {
    registration.registerInit({
      deps: {
        policy: policyExtensionPoint,
        access: accessServiceRef,
        auth: coreServices.auth,
        logger: coreServices.logger,
      },
      async init({ policy, access, auth, logger }) {
        policy.setPolicy(PlatformPolicy.create({ access, auth, logger }));
      },
    });
  },
});
