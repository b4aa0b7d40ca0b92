import { createRouteRef } from '@backstage/frontend-plugin-api';

/** The list of operations. */
export const operationsRouteRef = createRouteRef();
