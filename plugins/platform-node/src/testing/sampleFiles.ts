import type { Role } from '@mctl/plugin-platform-common';

/** The text of a Tenant document. */
export function tenantText(
  name: string,
  members: ReadonlyArray<readonly [user: string, role: Role]>,
): string {
  return `apiVersion: mctl.ai/v1
kind: Tenant
metadata: {name: ${name}}
spec:
  displayName: ${name}
  members: [${members
    .map(([user, role]) => `{user: ${user}, role: ${role}}`)
    .join(', ')}]
  quota: {cpu: "4", memory: 8Gi, pods: 30, storage: 50Gi}
  network: {internetEgress: false, allowFrom: []}
`;
}

/**
 * What a test repository starts as: `acme` with an owner, a developer and a
 * viewer, `globex` of somebody else, `twice` where dev is listed twice, and
 * `broken`, whose document is not valid.
 */
export const sampleFiles: Readonly<Record<string, string>> = {
  'platform.yaml': `apiVersion: mctl.ai/v1
kind: Platform
metadata: {name: platform}
spec:
  defaults:
    quota: {cpu: "4", memory: 8Gi, pods: 30, storage: 50Gi}
    resources:
      requests: {cpu: 100m, memory: 128Mi}
      limits: {cpu: 500m, memory: 256Mi}
    replicas: 1
    port: 8080
    network: {internetEgress: false}
`,
  'platform/components/postgres/values.yaml': 'replicas: 1\n',
  'tenants/acme/tenant.yaml': tenantText('acme', [
    ['ada', 'owner'],
    ['dev', 'developer'],
    ['eve', 'viewer'],
  ]),
  'tenants/globex/tenant.yaml': tenantText('globex', [['ben', 'owner']]),
  'tenants/twice/tenant.yaml': tenantText('twice', [
    ['ben', 'owner'],
    ['dev', 'owner'],
    ['dev', 'viewer'],
  ]),
  'tenants/broken/tenant.yaml': tenantText('broken', [['ada', 'owner']]).concat(
    'surprise: 1\n',
  ),
};
