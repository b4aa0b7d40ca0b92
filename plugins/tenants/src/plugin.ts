import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { tenantsPage } from './pages';
import { tenantsRouteRef } from './routes';

/** Tenants: list, page, creation and deletion. @public */
export const tenantsPlugin = createFrontendPlugin({
  pluginId: 'tenants',
  title: 'Tenants',
  extensions: [tenantsPage],
  routes: { root: tenantsRouteRef },
});
