/**
 * The portal's addresses.
 *
 * @remarks
 * They are fixed rather than bound by route references, since the platform
 * hands them out: every operation carries a link to its page.
 *
 * @public
 */
export const paths = {
  tenants: () => '/tenants',
  newTenant: () => '/tenants/new',
  tenant: (tenant: string) => `/tenants/${encodeURIComponent(tenant)}`,
  deleteTenant: (tenant: string) =>
    `/tenants/${encodeURIComponent(tenant)}/delete`,
  services: () => '/services',
  service: (tenant: string, service: string) =>
    `/services/${encodeURIComponent(tenant)}/${encodeURIComponent(service)}`,
  deploy: (target: { tenant?: string; service?: string } = {}) =>
    `/services/deploy${search(target)}`,
  rollback: (tenant: string, service: string, release?: string) =>
    `${paths.service(tenant, service)}/rollback${search({ to: release })}`,
  operations: (filter: { tenant?: string; state?: string } = {}) =>
    `/operations${search(filter)}`,
  operation: (id: string) => `/operations/${encodeURIComponent(id)}`,
};

function search(parameters: Record<string, string | undefined>): string {
  const query = new URLSearchParams(
    Object.entries(parameters).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  ).toString();
  return query && `?${query}`;
}
