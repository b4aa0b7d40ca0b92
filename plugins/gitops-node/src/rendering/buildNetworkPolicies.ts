import type { TenantDocument } from '@mctl/plugin-platform-common';
import {
  NetworkPolicy,
  type INetworkPolicy,
} from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { tenantLabels } from './objectLabels';

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

/**
 * The network policies of a tenant: nothing comes in or goes out, but what one
 * of them allows.
 */
export function buildNetworkPolicies(
  document: TenantDocument,
): NetworkPolicy[] {
  const { network } = document.spec;
  const specs: Record<string, PolicySpec> = {
    'deny-all': DENY_ALL,
    'allow-dns': ALLOW_DNS,
    'allow-same-namespace': ALLOW_SAME_NAMESPACE,
    'allow-ingress-controller': ALLOW_INGRESS_CONTROLLER,
    'allow-to-tenants': ALLOW_TO_TENANTS,
    ...(network.allowFrom.length > 0 && {
      'allow-from-tenants': allowFrom(network.allowFrom),
    }),
    ...(network.internetEgress && {
      'allow-internet-egress': ALLOW_INTERNET_EGRESS,
    }),
  };
  const namespace = document.metadata.name;
  return Object.entries(specs).map(
    ([name, spec]) =>
      new NetworkPolicy({
        metadata: { name, namespace, labels: tenantLabels(namespace) },
        spec,
      }),
  );
}
