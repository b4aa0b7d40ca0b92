import {
  PageBlueprint,
  createFrontendPlugin,
  createRouteRef,
} from '@backstage/frontend-plugin-api';
import { RiHome5Line } from '@remixicon/react';

const homeRouteRef = createRouteRef();

/** The first page. */
export const homePlugin = createFrontendPlugin({
  pluginId: 'home',
  title: 'Home',
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/',
        title: 'Home',
        icon: <RiHome5Line />,
        routeRef: homeRouteRef,
        loader: () => import('./HomePage').then(m => <m.HomePage />),
      },
    }),
  ],
  routes: { root: homeRouteRef },
});
