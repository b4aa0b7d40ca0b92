import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { platformApi } from './apis';
import { operationsPage } from './pages';
import { operationsRouteRef } from './routes';

/** Operation history, plans and progress. @public */
export const operationsPlugin = createFrontendPlugin({
  pluginId: 'operations',
  title: 'Operations',
  extensions: [platformApi, operationsPage],
  routes: { root: operationsRouteRef },
});
