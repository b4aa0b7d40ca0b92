import type { TenantDocument } from '@mctl/plugin-platform-common';
import {
  NetworkPolicy,
  type INetworkPolicy,
} from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { tenantLabels } from './objectLabels';
import { previewNamespace } from './objectNames';

type PolicySpec = NonNullable<INetworkPolicy['spec']>;

/** Kubernetes gives every namespace this label; nobody can forge it. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Addresses that are not the internet: private, shared and link-local ones. */
const INTERNAL_IPV4 = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
];
const INTERNAL_IPV6 = ['fc00::/7', 'fe80::/10'];

const DENY_ALL: PolicySpec = {
  podSelector: {},
  policyTypes: ['Ingress', 'Egress'],
};

const ALLOW_DNS: PolicySpec = {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [
    {
      to: [
        {
          namespaceSelector: {
            matchLabels: { [NAMESPACE_NAME]: 'kube-system' },
          },
          podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
        },
      ],
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    },
  ],
};

const ALLOW_SAME_NAMESPACE: PolicySpec = {
  podSelector: {},
  policyTypes: ['Ingress', 'Egress'],
  ingress: [{ from: [{ podSelector: {} }] }],
  egress: [{ to: [{ podSelector: {} }] }],
};

const ALLOW_INGRESS_CONTROLLER: PolicySpec = {
  podSelector: {},
  policyTypes: ['Ingress'],
  ingress: [
    {
      from: [
        {
          namespaceSelector: {
            matchLabels: { 'mctl.ai/component': 'ingress' },
          },
        },
      ],
    },
  ],
};

/** Where Prometheus runs. */
const MONITORING_NAMESPACE = 'monitoring';

/** Prometheus reads the ports that a ServiceMonitor may name, and no others. */
const ALLOW_METRICS: PolicySpec = {
  podSelector: {},
  policyTypes: ['Ingress'],
  ingress: [
    {
      from: [
        {
          namespaceSelector: {
            matchLabels: { [NAMESPACE_NAME]: MONITORING_NAMESPACE },
          },
        },
      ],
      ports: [
        { protocol: 'TCP', port: 'metrics' },
        { protocol: 'TCP', port: 'http' },
      ],
    },
  ],
};

/**
 * Pods may call other tenants; whether the call arrives is for the tenant that
 * is called to say, with its own `allowFrom`.
 */
const ALLOW_TO_TENANTS: PolicySpec = {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [
    {
      to: [
        {
          namespaceSelector: {
            matchExpressions: [{ key: 'mctl.ai/tenant', operator: 'Exists' }],
          },
        },
      ],
    },
  ],
};

const ALLOW_INTERNET_EGRESS: PolicySpec = {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [
    {
      to: [
        { ipBlock: { cidr: '0.0.0.0/0', except: INTERNAL_IPV4 } },
        { ipBlock: { cidr: '::/0', except: INTERNAL_IPV6 } },
      ],
    },
  ],
};

function allowFrom(tenants: readonly string[]): PolicySpec {
  return {
    podSelector: {},
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: {
              matchExpressions: [
                {
                  key: NAMESPACE_NAME,
                  operator: 'In',
                  values: Array.from(new Set(tenants)).sort(),
                },
              ],
            },
          },
        ],
      },
    ],
  };
}

/** What holds in every namespace of a tenant. */
function commonPolicies(document: TenantDocument): Record<string, PolicySpec> {
  return {
    'deny-all': DENY_ALL,
    'allow-dns': ALLOW_DNS,
    'allow-same-namespace': ALLOW_SAME_NAMESPACE,
    'allow-ingress-controller': ALLOW_INGRESS_CONTROLLER,
    ...(document.spec.network.internetEgress && {
      'allow-internet-egress': ALLOW_INTERNET_EGRESS,
    }),
  };
}

function buildAll(
  tenant: string,
  namespace: string,
  specs: Record<string, PolicySpec>,
): NetworkPolicy[] {
  return Object.entries(specs).map(
    ([name, spec]) =>
      new NetworkPolicy({
        metadata: { name, namespace, labels: tenantLabels(tenant) },
        spec,
      }),
  );
}

/**
 * The network policies of a tenant: nothing comes in or goes out, but what one
 * of them allows.
 */
export function buildNetworkPolicies(
  document: TenantDocument,
): NetworkPolicy[] {
  const { name } = document.metadata;
  const { allowFrom: admitted } = document.spec.network;
  return buildAll(name, name, {
    ...commonPolicies(document),
    'allow-metrics': ALLOW_METRICS,
    'allow-to-tenants': ALLOW_TO_TENANTS,
    ...(admitted.length > 0 && { 'allow-from-tenants': allowFrom(admitted) }),
  });
}

/**
 * The network policies of a tenant's previews. They reach each other and what
 * the tenant may reach outside, but no tenant's namespace, not even its own:
 * what is tried out must not touch what is relied on.
 */
export function buildPreviewNetworkPolicies(
  document: TenantDocument,
): NetworkPolicy[] {
  const { name } = document.metadata;
  return buildAll(name, previewNamespace(name), commonPolicies(document));
}
