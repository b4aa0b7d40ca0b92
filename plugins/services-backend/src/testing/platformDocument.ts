import type { PlatformDocument } from '@mctl/plugin-platform-common';

/** A platform with two profiles. */
export const platformDocument: PlatformDocument = {
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
    profiles: {
      small: {
        requests: { cpu: '100m', memory: '128Mi' },
        limits: { cpu: '500m', memory: '256Mi' },
      },
      large: {
        requests: { cpu: '1', memory: '1Gi' },
        limits: { cpu: '2', memory: '2Gi' },
      },
    },
  },
};
