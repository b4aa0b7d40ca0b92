import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { servicesPage } from './pages';
import { servicesRouteRef } from './routes';

/** Services: list, live status, releases, deploying, rolling back. @public */
export const servicesPlugin = createFrontendPlugin({
  pluginId: 'services',
  title: 'Services',
  extensions: [servicesPage],
  routes: { root: servicesRouteRef },
});
