/** Labels of every object that belongs to a tenant. */
export function tenantLabels(tenant: string): Record<string, string> {
  return {
    'app.kubernetes.io/managed-by': 'mctl',
    'mctl.ai/tenant': tenant,
  };
}

/** The labels that pods of a service are found by. They never change. */
export function serviceSelector(
  tenant: string,
  service: string,
): Record<string, string> {
  return {
    'mctl.ai/tenant': tenant,
    'mctl.ai/service': service,
  };
}

/** Labels of every object that belongs to a service. */
export function serviceLabels(
  tenant: string,
  service: string,
): Record<string, string> {
  return {
    'app.kubernetes.io/name': service,
    'app.kubernetes.io/part-of': tenant,
    'app.kubernetes.io/managed-by': 'mctl',
    ...serviceSelector(tenant, service),
  };
}
