import type { Condition, KubeObject } from './objects';

export interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
  /** Base64. */
  binaryData?: Record<string, string>;
  immutable?: boolean;
}

export interface Secret extends KubeObject {
  type?: string;
  /** Base64. */
  data?: Record<string, string>;
  immutable?: boolean;
}

/** What one container, pod or claim may use, and what it gets unasked. */
export interface LimitRangeItem {
  type: 'Container' | 'Pod' | 'PersistentVolumeClaim';
  max?: Record<string, string>;
  min?: Record<string, string>;
  /** Limits of containers that set none. */
  default?: Record<string, string>;
  /** Requests of containers that set none. */
  defaultRequest?: Record<string, string>;
  maxLimitRequestRatio?: Record<string, string>;
}

export interface LimitRange extends KubeObject {
  spec: { limits: LimitRangeItem[] };
}

/** `external-secrets.io/v1`. */
export interface ExternalSecret extends KubeObject {
  spec: {
    refreshInterval?: string;
    secretStoreRef?: { name: string; kind?: string };
    target?: { name?: string; creationPolicy?: string };
    data?: Array<{
      secretKey: string;
      remoteRef: { key: string; property?: string; version?: string };
    }>;
    dataFrom?: unknown[];
  };
  status?: {
    conditions?: Condition[];
    refreshTime?: string;
    syncedResourceVersion?: string;
    binding?: { name: string };
  };
}

/** `external-secrets.io/v1`. */
export interface SecretStore extends KubeObject {
  spec: { provider: Record<string, unknown> };
  status?: { conditions?: Condition[] };
}
