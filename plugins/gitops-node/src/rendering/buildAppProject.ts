import { AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import type { Role, TenantDocument } from '@mctl/plugin-platform-common';
import { tenantLabels } from './objectLabels';

/** Namespace that Argo CD runs in and reads projects from. */
const ARGO_CD_NAMESPACE = 'argocd';

/** What the manifests of services hold; nothing else reaches the cluster. */
const ALLOWED_KINDS = [
  { group: '', kind: 'Service' },
  { group: 'apps', kind: 'Deployment' },
  { group: 'networking.k8s.io', kind: 'Ingress' },
];

/** What each role may do in Argo CD. Changes go through the platform only. */
const ROLE_GRANTS: Readonly<Record<Role, ReadonlyArray<[string, string]>>> = {
  viewer: [
    ['applications', 'get'],
    ['logs', 'get'],
  ],
  developer: [
    ['applications', 'get'],
    ['applications', 'sync'],
    ['logs', 'get'],
  ],
  owner: [
    ['applications', 'get'],
    ['applications', 'sync'],
    ['logs', 'get'],
  ],
};

/**
 * The Argo CD project of a tenant: its applications reach the tenant's own
 * namespace and nothing else, and its people see only them.
 */
export function buildAppProject(document: TenantDocument): AppProject {
  const { name } = document.metadata;
  return new AppProject({
    metadata: {
      name,
      namespace: ARGO_CD_NAMESPACE,
      labels: tenantLabels(name),
    },
    spec: {
      description: `Services of the tenant ${name}`,
      // Only the platform's ApplicationSets make applications, and no role may
      // change their source, so the project need not know the repository.
      sourceRepos: ['*'],
      destinations: [
        { server: 'https://kubernetes.default.svc', namespace: name },
      ],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: ALLOWED_KINDS,
      roles: Object.entries(ROLE_GRANTS).map(([role, grants]) => ({
        name: role,
        description: `People with the role ${role} in ${name}`,
        groups: [`${name}:${role}`],
        policies: grants.map(
          ([resource, action]) =>
            `p, proj:${name}:${role}, ${resource}, ${action}, ${name}/*, allow`,
        ),
      })),
    },
  });
}
