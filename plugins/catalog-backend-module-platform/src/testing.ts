import type {
  GitOpsRepository,
  RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import {
  isKnown,
  type Observed,
  type ServiceDocument,
  type TenantDocument,
} from '@mctl/plugin-platform-common';

/** A tenant as a test names it: its members, its services. */
export interface TestTenant {
  members: string[];
  services?: string[];
  displayName?: string;
}

/** A repository in memory whose content a test replaces as a whole. */
export class MemoryRepository {
  #current: Observed<RepositorySnapshot>;
  readonly #listeners = new Set<Parameters<GitOpsRepository['subscribe']>[0]>();

  constructor(tenants: Record<string, TestTenant>) {
    this.#current = observed(createSnapshot(tenants));
  }

  current(): Observed<RepositorySnapshot> {
    return this.#current;
  }

  subscribe(listener: Parameters<GitOpsRepository['subscribe']>[0]) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  replace(tenants: Record<string, TestTenant>) {
    const snapshot = createSnapshot(tenants);
    this.#current = observed(snapshot);
    this.#listeners.forEach(listener => listener(snapshot, []));
  }

  lose(options: { keepLast: boolean }) {
    const current = this.#current;
    const last = isKnown(current) ? current : current.last;
    this.#current = {
      unknown: 'gone',
      source: 'git',
      ...(options.keepLast && { last }),
    };
  }
}

/** What a repository says now. */
export function snapshotOf(repository: MemoryRepository): RepositorySnapshot {
  const current = repository.current();
  if (!isKnown(current)) {
    throw new Error('the repository is unknown');
  }
  return current.value;
}

function observed(value: RepositorySnapshot): Observed<RepositorySnapshot> {
  return { value, source: 'git', observedAt: value.observedAt };
}

function createSnapshot(
  tenants: Record<string, TestTenant>,
): RepositorySnapshot {
  const entries = Object.entries(tenants);
  const services = new Map(
    entries.flatMap(([tenant, { services: names = [] }]) =>
      names.map(
        name => [`${tenant}/${name}`, serviceEntry(tenant, name)] as const,
      ),
    ),
  );
  // The provider reads the documents and nothing else.
  const notRead = () => {
    throw new Error('not part of this test');
  };
  return {
    commit: '0'.repeat(40),
    observedAt: new Date(0).toISOString(),
    tenants: new Map(
      entries.map(([name, tenant]) => [name, tenantEntry(name, tenant)]),
    ),
    services,
    get platform() {
      return notRead();
    },
    invalid: [],
    servicesOf: notRead,
    hasTenant: notRead,
    hasService: notRead,
    faultsOf: notRead,
    blob: notRead,
    list: notRead,
  };
}

function tenantEntry(name: string, tenant: TestTenant) {
  const document: TenantDocument = {
    apiVersion: 'mctl.ai/v1',
    kind: 'Tenant',
    metadata: { name },
    spec: {
      displayName: tenant.displayName ?? name,
      members: tenant.members.map(user => ({ user, role: 'owner' })),
      quota: { cpu: '4', memory: '8Gi', pods: 30, storage: '50Gi' },
      network: { internetEgress: true, allowFrom: [] },
    },
  };
  return { path: `tenants/${name}/tenant.yaml`, document, text: '' };
}

function serviceEntry(tenant: string, name: string) {
  const document: ServiceDocument = {
    apiVersion: 'mctl.ai/v1',
    kind: 'Service',
    metadata: { name, tenant },
    spec: {
      type: 'web',
      image: { repository: `ghcr.io/${tenant}/${name}`, tag: '1.0.0' },
      replicas: 1,
    },
  };
  const path = `tenants/${tenant}/services/${name}/service.yaml`;
  return { path, document, text: '' };
}
