import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { PlatformTenant } from './PlatformTenant';

/** A tenant of one's own, in which one may change things. */
export const tenantField = createFormField({
  name: 'PlatformTenant',
  component: PlatformTenant,
});
