import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { capabilityRegistryServiceRef } from '@mctl/plugin-platform-node';
import { createTenant } from './capabilities/createTenant';
import { deleteTenant } from './capabilities/deleteTenant';
import { getTenant } from './capabilities/getTenant';
import { listTenants } from './capabilities/listTenants';
import { removeMember } from './capabilities/removeMember';
import { reRender } from './capabilities/reRender';
import { setMember } from './capabilities/setMember';
import { updateTenant } from './capabilities/updateTenant';

/** Tenants as capabilities. @public */
export const tenantsPlugin = createBackendPlugin({
  pluginId: 'tenants',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        registry: capabilityRegistryServiceRef,
      },
      async init({ config, registry }) {
        const perUser =
          config.getOptionalNumber('mctl.tenants.selfService.perUser') ?? 1;
        registry.register(
          createTenant({ perUser }),
          deleteTenant(),
          getTenant(),
          listTenants(),
          removeMember(),
          reRender(),
          setMember(),
          updateTenant(),
        );
      },
    });
  },
});
