import type { NamespaceInfo } from '@mctl/plugin-cluster-node';
import { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import { createTenant } from './capabilities/createTenant';
import { deleteTenant } from './capabilities/deleteTenant';
import { getTenant } from './capabilities/getTenant';
import { listTenants } from './capabilities/listTenants';
import { removeMember } from './capabilities/removeMember';
import { reRender } from './capabilities/reRender';
import { setMember } from './capabilities/setMember';
import { updateTenant } from './capabilities/updateTenant';

const SHOP = `apiVersion: mctl.ai/v1
kind: Service
metadata: {name: shop, tenant: acme}
spec:
  type: web
  image: {repository: ghcr.io/acme/shop, tag: 1.4.0}
  replicas: 1
`;
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: acme}
`;

/** Input of create-tenant for a name that is free. */
export const freshTenant = { tenant: 'fresh', displayName: 'Fresh fruit' };

/**
 * A platform with the capabilities of tenants, and a service in `acme`.
 *
 * @param files - besides those
 */
export function createTenantsPlatform(
  files: Readonly<Record<string, string>> = {},
): Promise<TestPlatform> {
  return TestPlatform.create({
    capabilities: [
      createTenant({ perUser: 1 }),
      deleteTenant(),
      getTenant(),
      listTenants(),
      removeMember(),
      reRender(),
      setMember(),
      updateTenant(),
    ],
    files: {
      'tenants/acme/services/shop/service.yaml': SHOP,
      'tenants/acme/services/shop/manifests/deployment.yaml': DEPLOYMENT,
      'tenants/acme/NOTES.md': 'By hand\n',
      ...files,
    },
  });
}

/** A namespace that is active and has no quota, unless told otherwise. */
export function namespaceInfo(
  name: string,
  info: Partial<NamespaceInfo> = {},
): NamespaceInfo {
  return { name, phase: 'Active', labels: {}, quotas: [], ...info };
}

/** The quota of a tenant as the cluster shows it, by default the default one. */
export function quotaInfo(
  quota: Partial<NamespaceInfo['quotas'][number]> = {},
): NamespaceInfo['quotas'][number] {
  return {
    name: 'tenant',
    used: {},
    ...quota,
    hard: {
      'requests.cpu': '4',
      'requests.memory': '8Gi',
      'requests.storage': '50Gi',
      pods: '30',
      ...quota.hard,
    },
  };
}
