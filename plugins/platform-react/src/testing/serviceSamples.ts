import type { ServiceDocument } from '@mctl/plugin-platform-common';
import type { ResourceUsage, ServiceConfig } from '../api/serviceQueries';
import { seen } from './samples';

const SMALL = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '500m', memory: '256Mi' },
};
const LARGE = {
  requests: { cpu: '1', memory: '1Gi' },
  limits: { cpu: '2', memory: '2Gi' },
};

/** The configuration of shop, with another spec where a test needs it. */
export function sampleServiceConfig(
  spec: Partial<ServiceDocument['spec']> = {},
  changes: Partial<ServiceConfig> = {},
): ServiceConfig {
  return {
    tenant: 'acme',
    service: 'shop',
    path: 'tenants/acme/services/shop/service.yaml',
    commit: '9fceb02d0ae5',
    document: {
      apiVersion: 'mctl.ai/v1',
      kind: 'Service',
      metadata: { name: 'shop', tenant: 'acme' },
      spec: {
        type: 'web',
        image: { repository: 'ghcr.io/acme/shop', tag: '1.4.0' },
        port: 8080,
        replicas: 2,
        ...spec,
      },
    },
    resources: { from: 'profile', profile: 'small', ...SMALL },
    renderedWith: 2,
    renderer: 2,
    drift: { state: 'none', files: [], message: null },
    profiles: [
      { name: 'small', ...SMALL },
      { name: 'large', ...LARGE },
    ],
    ...changes,
  };
}

/** What shop uses. */
export function sampleUsage(
  changes: Partial<ResourceUsage> = {},
): ResourceUsage {
  const amounts = { cpuCores: 0.12, memoryBytes: 134_217_728 };
  return {
    used: seen({ ...amounts, pods: 2 }),
    requested: seen({ pods: 2, requests: amounts, limits: amounts }),
    pods: seen([
      { pod: 'shop-1', ...amounts, measuredAt: '2026-03-01T12:00:00.000Z' },
    ]),
    quota: seen(null),
    trend: seen({ stepSeconds: 60, points: [] }),
    ...changes,
  };
}
