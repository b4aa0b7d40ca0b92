import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The list of tenants. */
export const tenantsRouteRef = createRouteRef();
