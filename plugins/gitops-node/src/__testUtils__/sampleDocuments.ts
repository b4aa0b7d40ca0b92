import type {
  PlatformDocument,
  ServiceDocument,
  TenantDocument,
} from '@mctl/plugin-platform-common';

/** A Platform document for tests. */
export const samplePlatform: PlatformDocument = {
  apiVersion: 'mctl.ai/v1',
  kind: 'Platform',
  metadata: { name: 'platform' },
  spec: {
    defaults: {
      quota: { cpu: '4', memory: '8Gi', pods: 30, storage: '50Gi' },
      resources: {
        requests: { cpu: '100m', memory: '128Mi' },
        limits: { cpu: '500m', memory: '256Mi' },
      },
      replicas: 1,
      port: 8080,
      network: { internetEgress: false },
    },
  },
};

/** A Tenant document for tests. */
export function sampleTenant(
  name = 'acme',
  spec: Partial<TenantDocument['spec']> = {},
): TenantDocument {
  return {
    apiVersion: 'mctl.ai/v1',
    kind: 'Tenant',
    metadata: { name },
    spec: {
      displayName: 'Acme',
      members: [{ user: 'octocat', role: 'owner' }],
      quota: { cpu: '4', memory: '8Gi', pods: 30, storage: '50Gi' },
      network: { internetEgress: false, allowFrom: [] },
      ...spec,
    },
  };
}

/** A Service document for tests. */
export function sampleService(
  tenant = 'acme',
  name = 'shop',
  spec: Partial<ServiceDocument['spec']> = {},
): ServiceDocument {
  return {
    apiVersion: 'mctl.ai/v1',
    kind: 'Service',
    metadata: { name, tenant },
    spec: {
      type: 'web',
      image: { repository: 'ghcr.io/acme/shop', tag: '1.4.0' },
      replicas: 2,
      ...spec,
    },
  };
}
