import { PageBlueprint } from '@backstage/frontend-plugin-api';
import { RiListCheck2 } from '@remixicon/react';
import { operationsRouteRef } from './routes';

/** Operations: what was asked of the platform and how it went. */
export const operationsPage = PageBlueprint.make({
  params: {
    path: '/operations',
    title: 'Operations',
    icon: <RiListCheck2 />,
    routeRef: operationsRouteRef,
    loader: () =>
      import('./components/OperationsRouter').then(m => <m.OperationsRouter />),
  },
});
