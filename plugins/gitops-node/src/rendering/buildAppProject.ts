import { AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import type { Role, TenantDocument } from '@mctl/plugin-platform-common';
import { tenantLabels } from './objectLabels';

/** Namespace that Argo CD runs in and reads projects from. */
const ARGO_CD_NAMESPACE = 'argocd';

/**
 * What the manifests of services hold; nothing else reaches the cluster. What a
 * tenant is held by (quota, network policies, secret stores) is not among it.
 */
export const ALLOWED_KINDS = [
  { group: '', kind: 'ConfigMap' },
  { group: '', kind: 'PersistentVolumeClaim' },
  { group: '', kind: 'Service' },
  { group: 'apps', kind: 'Deployment' },
  { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' },
  { group: 'batch', kind: 'CronJob' },
  { group: 'batch', kind: 'Job' },
  { group: 'external-secrets.io', kind: 'ExternalSecret' },
  { group: 'monitoring.coreos.com', kind: 'ServiceMonitor' },
  { group: 'networking.k8s.io', kind: 'Ingress' },
  { group: 'policy', kind: 'PodDisruptionBudget' },
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
 * namespaces and nothing else, and its people see only them.
 *
 * @param namespaces - the tenant's own and, when it has them, its previews'
 */
export function buildAppProject(
  document: TenantDocument,
  namespaces: readonly string[],
): AppProject {
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
      destinations: namespaces.map(namespace => ({
        server: 'https://kubernetes.default.svc',
        namespace,
      })),
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
