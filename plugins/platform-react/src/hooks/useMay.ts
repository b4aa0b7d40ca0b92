import { roleAtLeast, type Role } from '@mctl/plugin-platform-common';
import { useWhoAmI } from './useWhoAmI';

/**
 * Whether a person may do in a tenant what a role allows. What is offered
 * follows it; what is allowed the platform decides by itself.
 *
 * @public
 */
export function useMay(tenant: string, required: Role): boolean {
  const { data } = useWhoAmI();
  if (!data) {
    return false;
  }
  const role = data.tenants.find(entry => entry.tenant === tenant)?.role;
  return data.admin || (role !== undefined && roleAtLeast(role, required));
}
