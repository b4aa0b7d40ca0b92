import { paths } from '@mctl/plugin-platform-react';

/**
 * The page of what an operation changes, such as that of `service:acme/shop`;
 * undefined for subjects without a page.
 */
export function subjectLink(
  subject: string,
): { href: string; label: string } | undefined {
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
