import type {
  Known,
  Operation,
  Plan,
  Unknown,
} from '@mctl/plugin-platform-common';
import type {
  OperationDetails,
  Release,
  ServiceDetails,
  ServiceSummary,
  TenantDetails,
  TenantSummary,
  WhoAmI,
} from '../api/queries';

const TIME = '2026-03-01T12:00:00.000Z';

/** A value that the cluster showed. */
export function seen<T>(value: T): Known<T> {
  return { value, source: 'cluster', observedAt: TIME };
}

/** A value that the cluster does not show. */
export function unseen<T>(reason: string, last?: T): Unknown<T> {
  return {
    unknown: reason,
    source: 'cluster',
    ...(last !== undefined && { last: seen(last) }),
  };
}

/** Ada, owner of acme on the sandbox. */
export function sampleWhoAmI(changes: Partial<WhoAmI> = {}): WhoAmI {
  return {
    user: 'user:default/ada',
    admin: false,
    tenants: [{ tenant: 'acme', role: 'owner' }],
    scopes: [],
    tokenKind: 'backstage',
    server: 'http://portal.example',
    cluster: { type: 'sandbox', serviceUrl: 'http://{host}:8088' },
    ...changes,
  };
}

/** The tenant acme in a list. */
export function sampleTenant(
  changes: Partial<TenantSummary> = {},
): TenantSummary {
  return {
    tenant: 'acme',
    displayName: 'Acme Web',
    role: 'owner',
    members: 2,
    services: 1,
    quota: seen({
      cpu: { used: '200m', hard: '4' },
      memory: { used: '256Mi', hard: '8Gi' },
      pods: { used: '2', hard: '50' },
    }),
    ...changes,
  };
}

/** The tenant acme in full. */
export function sampleTenantDetails(
  changes: Partial<TenantDetails> = {},
): TenantDetails {
  return {
    tenant: 'acme',
    displayName: 'Acme Web',
    description: 'The web shop',
    contact: '#acme',
    members: [{ user: 'ada', role: 'owner' }],
    quota: {
      hard: { cpu: '4', memory: '8Gi', pods: 50, storage: '20Gi' },
      used: seen({ cpu: '200m', memory: '256Mi', pods: '2', storage: '0' }),
    },
    network: { internetEgress: false, allowFrom: [] },
    namespace: seen({ phase: 'Active' }),
    services: [],
    recentOperations: [],
    yourRole: 'owner',
    ...changes,
  };
}

/** The service shop of acme in a list. */
export function sampleService(
  changes: Partial<ServiceSummary> = {},
): ServiceSummary {
  return {
    tenant: 'acme',
    service: 'shop',
    type: 'web',
    image: 'ghcr.io/acme/shop',
    tag: '1.4.0',
    host: 'shop--acme.localhost',
    health: seen({ status: 'Healthy', message: null }),
    sync: seen({ status: 'Synced', revision: '9fceb02d0ae5' }),
    ...changes,
  };
}

/** The service shop of acme in full. */
export function sampleServiceDetails(
  changes: Partial<ServiceDetails> = {},
): ServiceDetails {
  return {
    tenant: 'acme',
    service: 'shop',
    host: 'shop--acme.localhost',
    desired: { image: 'ghcr.io/acme/shop', tag: '1.4.0', replicas: 2 },
    health: seen({ status: 'Healthy', message: null }),
    sync: seen({ status: 'Synced', revision: '9fceb02d0ae5' }),
    replicas: seen({ desired: 2, ready: 2, updated: 2 }),
    pods: seen([]),
    lastOperation: null,
    events: seen([]),
    autoscaling: seen(null),
    schedule: seen(null),
    jobs: seen([]),
    volumes: seen([]),
    ...changes,
  };
}

/** The current release of shop. */
export function sampleRelease(changes: Partial<Release> = {}): Release {
  return {
    release: '9fceb02d0ae5',
    tag: '1.4.0',
    image: 'ghcr.io/acme/shop',
    commit: '9fceb02d0ae5',
    current: true,
    operation: {
      id: 'op_1',
      name: 'deploy-service',
      state: 'succeeded',
      actor: 'user:default/ada',
    },
    external: false,
    deployedAt: TIME,
    outcome: 'healthy',
    ranFor: 'PT1H4M',
    ...changes,
  };
}

/** A deployment of shop that succeeded. */
export function sampleOperation(changes: Partial<Operation> = {}): Operation {
  return {
    id: 'op_1',
    operation: 'deploy-service',
    tenant: 'acme',
    subject: 'service:acme/shop',
    state: 'succeeded',
    step: 'verify',
    input: { tenant: 'acme', service: 'shop', tag: '1.4.0' },
    actor: {
      user: 'user:default/ada',
      via: 'mcp',
      client: 'Claude',
      onBehalfOf: null,
    },
    reason: null,
    plan: { hash: 'sha256:aa', baseCommit: '9fceb02d0ae5' },
    approval: null,
    commit: '9fceb02d0ae5',
    steps: [
      {
        name: 'commit',
        state: 'succeeded',
        startedAt: TIME,
        finishedAt: TIME,
        message: null,
      },
      {
        name: 'sync',
        state: 'pending',
        startedAt: null,
        finishedAt: null,
        message: null,
      },
    ],
    result: null,
    error: null,
    createdAt: TIME,
    updatedAt: TIME,
    finishedAt: TIME,
    links: { portal: 'http://portal.example/operations/op_1' },
    ...changes,
  };
}

/** An operation in full. */
export function sampleOperationDetails(
  changes: Partial<OperationDetails> = {},
): OperationDetails {
  return { ...sampleOperation(), planDetails: null, log: [], ...changes };
}

/** A plan that changes the tag of shop. */
export function samplePlan(changes: Partial<Plan> = {}): Plan {
  return {
    operation: 'rollback-service',
    subject: 'service:acme/shop',
    hash: 'sha256:aa',
    baseCommit: '9fceb02d0ae5',
    resolved: {},
    summary: 'Service shop of acme runs 1.3.0 instead of 1.4.0',
    changes: [
      {
        path: 'tenants/acme/services/shop/service.yaml',
        change: 'modify',
        diff: [
          '--- a/tenants/acme/services/shop/service.yaml',
          '+++ b/tenants/acme/services/shop/service.yaml',
          '@@ -1,2 +1,2 @@',
          ' image: shop',
          '-tag: 1.4.0',
          '+tag: 1.3.0',
          '',
        ].join('\n'),
      },
    ],
    resources: [
      {
        action: 'modify',
        kind: 'Deployment',
        namespace: 'acme',
        name: 'shop',
      },
    ],
    quota: null,
    policy: [],
    warnings: [],
    needs: { confirmation: true, approval: null },
    ...changes,
  };
}
