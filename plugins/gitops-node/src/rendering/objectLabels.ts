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

/**
 * Labels of pods that run beside a service. The selector must not find them:
 * they take no requests, and autoscaler and disruption budget do not count them.
 */
export function jobPodLabels(
  tenant: string,
  service: string,
): Record<string, string> {
  return {
    'app.kubernetes.io/name': service,
    'app.kubernetes.io/part-of': tenant,
    'app.kubernetes.io/managed-by': 'mctl',
    'app.kubernetes.io/component': 'job',
    'mctl.ai/tenant': tenant,
  };
}
