import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { checkHosts } from './checkHosts';
import { endConnections } from './endConnections';

/** Everything the backend is made of. */
export const platformFeatures = createBackendFeatureLoader({
  *loader() {
    yield rootHttpRouterServiceFactory({
      configure: ({ app, server, config, lifecycle, applyDefaults }) => {
        checkHosts({ app, server, config });
        endConnections({ server, lifecycle });
        applyDefaults();
      },
    });

    yield import('@backstage/plugin-app-backend');
    yield import('@backstage/plugin-auth-backend');
    yield import('@backstage/plugin-catalog-backend');
    yield import('@backstage/plugin-catalog-backend-module-logs');
    yield import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model');
    yield import('@backstage/plugin-events-backend');
    yield import('@backstage/plugin-kubernetes-backend');
    yield import('@backstage/plugin-notifications-backend');
    yield import('@backstage/plugin-permission-backend');
    yield import('@backstage/plugin-scaffolder-backend');
    yield import('@backstage/plugin-search-backend');
    yield import('@backstage/plugin-search-backend-module-catalog');
    yield import('@backstage/plugin-search-backend-module-techdocs');
    yield import('@backstage/plugin-signals-backend');
    yield import('@backstage/plugin-techdocs-backend');
    yield import('@backstage/plugin-user-settings-backend');

    yield import('@mctl/plugin-auth-backend-module-platform');
    yield import('@mctl/plugin-catalog-backend-module-platform');
    yield import('@mctl/plugin-kubernetes-backend-module-platform');
    yield import('@mctl/plugin-permission-backend-module-platform');
    yield import('@mctl/plugin-scaffolder-backend-module-platform');

    yield import('@mctl/plugin-actions-backend');
    yield import('@mctl/plugin-mcp-backend');
    yield import('@mctl/plugin-operations-backend');
    yield import('@mctl/plugin-sandbox-backend');
    yield import('@mctl/plugin-services-backend');
    yield import('@mctl/plugin-tenants-backend');
  },
});
