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
  tenantSettings: (tenant: string) => `${paths.tenant(tenant)}/settings`,
  tenantQuota: (tenant: string) => `${paths.tenant(tenant)}/quota`,
  addMember: (tenant: string) => `${paths.tenant(tenant)}/members/add`,
  changeMember: (tenant: string, user: string) =>
    `${paths.tenant(tenant)}/members/${encodeURIComponent(user)}`,
  removeMember: (tenant: string, user: string) =>
    `${paths.changeMember(tenant, user)}/remove`,
  services: () => '/services',
  service: (tenant: string, service: string) =>
    `/services/${encodeURIComponent(tenant)}/${encodeURIComponent(service)}`,
  deploy: (target: { tenant?: string; service?: string } = {}) =>
    `/services/deploy${search(target)}`,
  rollback: (tenant: string, service: string, release?: string) =>
    `${paths.service(tenant, service)}/rollback${search({ to: release })}`,
  serviceLogs: (tenant: string, service: string) =>
    `${paths.service(tenant, service)}/logs`,
  serviceEvents: (tenant: string, service: string) =>
    `${paths.service(tenant, service)}/events`,
  serviceUsage: (tenant: string, service: string) =>
    `${paths.service(tenant, service)}/usage`,
  serviceReleases: (tenant: string, service: string) =>
    `${paths.service(tenant, service)}/releases`,
  serviceConfig: (tenant: string, service: string) =>
    `${paths.service(tenant, service)}/configuration`,
  configureService: (tenant: string, service: string) =>
    `${paths.service(tenant, service)}/configure`,
  scaleService: (tenant: string, service: string) =>
    `${paths.service(tenant, service)}/scale`,
  restartService: (tenant: string, service: string) =>
    `${paths.service(tenant, service)}/restart`,
  resizeService: (tenant: string, service: string, profile?: string) =>
    `${paths.service(tenant, service)}/size${search({ profile })}`,
  retireService: (tenant: string, service: string) =>
    `${paths.service(tenant, service)}/retire`,
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
