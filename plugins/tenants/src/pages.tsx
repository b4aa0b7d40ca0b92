import { PageBlueprint } from '@backstage/frontend-plugin-api';
import { RiTeamLine } from '@remixicon/react';
import { tenantsRouteRef } from './routes';

/** Tenants: the teams' isolated parts of the platform. */
export const tenantsPage = PageBlueprint.make({
  params: {
    path: '/tenants',
    title: 'Tenants',
    icon: <RiTeamLine />,
    routeRef: tenantsRouteRef,
    loader: () =>
      import('./components/TenantsRouter').then(m => <m.TenantsRouter />),
  },
});
