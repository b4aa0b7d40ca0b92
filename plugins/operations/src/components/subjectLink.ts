import type { Operation } from '@mctl/plugin-platform-common';
import { paths } from '@mctl/plugin-platform-react';

/**
 * The page of what an operation changed, such as that of `service:acme/shop`;
 * undefined for subjects without a page. What was deleted has none any more.
 */
export function subjectLink(
  operation: Pick<Operation, 'operation' | 'subject'>,
): { href: string; label: string } | undefined {
  const { subject } = operation;
  if (operation.operation === 'delete-tenant') {
    return { href: paths.tenants(), label: 'Your tenants' };
  }
  const [, kind, name] = /^([a-z]+):(.+)$/.exec(subject) ?? [];
  if (kind === 'tenant') {
    return { href: paths.tenant(name), label: 'Open the tenant' };
  }
  if (kind === 'service') {
    const [tenant, service] = name.split('/');
    return service
      ? { href: paths.service(tenant, service), label: 'Open the service' }
      : undefined;
  }
  return undefined;
}
