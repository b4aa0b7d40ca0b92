import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { gitOpsRepositoryServiceRef } from '@mctl/plugin-gitops-node';
import { LOCAL_PEOPLE } from '@mctl/plugin-platform-common';
import { platformSettingsServiceRef } from '@mctl/plugin-platform-node';
import { PlatformEntityProvider } from './PlatformEntityProvider';

/** Keeps the tenants, people and services of the platform in the catalog. */
export const catalogModulePlatform = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'platform',
  register(registration) {
    registration.registerInit({
      deps: {
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
        repository: gitOpsRepositoryServiceRef,
        settings: platformSettingsServiceRef,
      },
      async init(deps) {
        const { catalog, config, lifecycle, logger, scheduler } = deps;
        const provider = PlatformEntityProvider.create({
          repository: deps.repository,
          logger,
          admins: deps.settings.admins,
          people: config.has('auth.providers.local') ? LOCAL_PEOPLE : [],
          portalUrl: deps.settings.urls.portal,
        });
        catalog.addEntityProvider(provider);
        lifecycle.addStartupHook(() =>
          scheduler.scheduleTask({
            id: 'reconcile-platform-entities',
            scope: 'local',
            frequency: { minutes: 1 },
            timeout: { minutes: 5 },
            fn: () => provider.reconcile(),
          }),
        );
        lifecycle.addShutdownHook(() => provider.stop());
      },
    });
  },
});
