import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The list of services. */
export const servicesRouteRef = createRouteRef();
