import type {
  GitOpsRepository,
  RepositorySnapshot,
} from '@mctl/plugin-gitops-node';
import type { Observed, Role } from '@mctl/plugin-platform-common';
import { AccessDecisions } from '@mctl/plugin-platform-node';

/** Roles by tenant and user. */
export type TestRoles = Record<string, Record<string, Role>>;

/** Access decisions on roles that a test replaces. */
export function createTestAccess(roles: TestRoles) {
  let current: Observed<RepositorySnapshot> = observed(createSnapshot(roles));
  const repository: Pick<GitOpsRepository, 'current'> = {
    current: () => current,
  };
  return {
    access: AccessDecisions.create({
      // The decisions ask for the current snapshot and for nothing else.
      repository: repository as GitOpsRepository,
      admins: ['user:default/guest'],
      maxRoleAge: 300_000,
    }),
    replace(next: TestRoles) {
      current = observed(createSnapshot(next));
    },
    lose() {
      current = { unknown: 'the repository is gone', source: 'git' };
    },
  };
}

function observed(value: RepositorySnapshot): Observed<RepositorySnapshot> {
  return { value, source: 'git', observedAt: value.observedAt };
}

function createSnapshot(roles: TestRoles): RepositorySnapshot {
  const notRead = () => {
    throw new Error('not part of this test');
  };
  return {
    commit: '0'.repeat(40),
    observedAt: new Date().toISOString(),
    tenants: new Map(
      Object.entries(roles).map(([name, members]) => [
        name,
        {
          path: `tenants/${name}/tenant.yaml`,
          text: '',
          document: {
            apiVersion: 'mctl.ai/v1',
            kind: 'Tenant',
            metadata: { name },
            spec: {
              displayName: name,
              members: Object.entries(members).map(([user, role]) => ({
                user,
                role,
              })),
              quota: { cpu: '4', memory: '8Gi', pods: 30, storage: '50Gi' },
              network: { internetEgress: true, allowFrom: [] },
            },
          },
        },
      ]),
    ),
    services: new Map(),
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
