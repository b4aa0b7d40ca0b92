import { PageBlueprint } from '@backstage/frontend-plugin-api';
import { RiBox3Line } from '@remixicon/react';
import { servicesRouteRef } from './routes';

/** Services: what runs in the tenants. */
export const servicesPage = PageBlueprint.make({
  params: {
    path: '/services',
    title: 'Services',
    icon: <RiBox3Line />,
    routeRef: servicesRouteRef,
    loader: () =>
      import('./components/ServicesRouter').then(m => <m.ServicesRouter />),
  },
});
