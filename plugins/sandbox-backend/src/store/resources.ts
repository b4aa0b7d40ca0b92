import type {
  Application,
  Deployment,
  Ingress,
  KubeEvent,
  KubeObject,
  Namespace,
  Pod,
  ReplicaSet,
  ResourceQuota,
} from './objects';

/** A kind of object that the API serves. */
export interface ResourceType<T extends KubeObject = KubeObject> {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: readonly string[];
  namespaced: boolean;
  /** Whether `status` is a subresource, changed apart from the rest. */
  hasStatus: boolean;
  inAll: boolean;
  /** Never set; carries the type of the objects. */
  readonly object?: T;
}

function resource<T extends KubeObject = KubeObject>(
  groupVersion: string,
  kind: string,
  plural: string,
  options: {
    shortNames?: string[];
    clusterScoped?: boolean;
    status?: boolean;
    all?: boolean;
  } = {},
): ResourceType<T> {
  const [group, version] = groupVersion.includes('/')
    ? groupVersion.split('/')
    : ['', groupVersion];
  return {
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: options.shortNames ?? [],
    namespaced: !options.clusterScoped,
    hasStatus: options.status ?? false,
    inAll: options.all ?? false,
  };
}

export const NAMESPACES = resource<Namespace>('v1', 'Namespace', 'namespaces', {
  shortNames: ['ns'],
  clusterScoped: true,
  status: true,
});
export const NODES = resource('v1', 'Node', 'nodes', {
  shortNames: ['no'],
  clusterScoped: true,
  status: true,
});
export const PODS = resource<Pod>('v1', 'Pod', 'pods', {
  shortNames: ['po'],
  status: true,
  all: true,
});
export const EVENTS = resource<KubeEvent>('v1', 'Event', 'events', {
  shortNames: ['ev'],
});
export const QUOTAS = resource<ResourceQuota>(
  'v1',
  'ResourceQuota',
  'resourcequotas',
  { shortNames: ['quota'], status: true },
);
export const DEPLOYMENTS = resource<Deployment>(
  'apps/v1',
  'Deployment',
  'deployments',
  { shortNames: ['deploy'], status: true, all: true },
);
export const REPLICA_SETS = resource<ReplicaSet>(
  'apps/v1',
  'ReplicaSet',
  'replicasets',
  { shortNames: ['rs'], status: true, all: true },
);
export const INGRESSES = resource<Ingress>(
  'networking.k8s.io/v1',
  'Ingress',
  'ingresses',
  { shortNames: ['ing'], status: true },
);
// Argo CD's kinds have no status subresource: its status is a plain field.
export const APPLICATIONS = resource<Application>(
  'argoproj.io/v1alpha1',
  'Application',
  'applications',
  { shortNames: ['app', 'apps'] },
);

/** Every kind of object that the API serves. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  NAMESPACES,
  NODES,
  PODS,
  EVENTS,
  QUOTAS,
  resource('v1', 'Service', 'services', {
    shortNames: ['svc'],
    status: true,
    all: true,
  }),
  resource('v1', 'ConfigMap', 'configmaps', { shortNames: ['cm'] }),
  resource('v1', 'Secret', 'secrets'),
  resource('v1', 'ServiceAccount', 'serviceaccounts', { shortNames: ['sa'] }),
  resource('v1', 'LimitRange', 'limitranges', { shortNames: ['limits'] }),
  resource('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', {
    shortNames: ['pvc'],
    status: true,
  }),
  resource('v1', 'Endpoints', 'endpoints', { shortNames: ['ep'] }),
  DEPLOYMENTS,
  REPLICA_SETS,
  resource('apps/v1', 'StatefulSet', 'statefulsets', {
    shortNames: ['sts'],
    status: true,
    all: true,
  }),
  resource('apps/v1', 'DaemonSet', 'daemonsets', {
    shortNames: ['ds'],
    status: true,
    all: true,
  }),
  resource('batch/v1', 'Job', 'jobs', { status: true, all: true }),
  resource('batch/v1', 'CronJob', 'cronjobs', {
    shortNames: ['cj'],
    status: true,
    all: true,
  }),
  resource(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'horizontalpodautoscalers',
    { shortNames: ['hpa'], status: true, all: true },
  ),
  resource('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', {
    shortNames: ['pdb'],
    status: true,
  }),
  INGRESSES,
  resource('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', {
    shortNames: ['netpol'],
  }),
  resource('rbac.authorization.k8s.io/v1', 'Role', 'roles'),
  resource('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings'),
  resource('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', {
    clusterScoped: true,
  }),
  resource(
    'rbac.authorization.k8s.io/v1',
    'ClusterRoleBinding',
    'clusterrolebindings',
    { clusterScoped: true },
  ),
  APPLICATIONS,
  resource('argoproj.io/v1alpha1', 'AppProject', 'appprojects', {
    shortNames: ['appproj', 'appprojs'],
  }),
];

/** The API version of a type's objects, such as `apps/v1`. */
export function apiVersionOf(type: ResourceType): string {
  return type.group ? `${type.group}/${type.version}` : type.version;
}

/** Plural and group, as Kubernetes names a resource in messages. */
export function qualifiedName(type: ResourceType): string {
  return type.group ? `${type.plural}.${type.group}` : type.plural;
}

/** The type of objects with this API version and kind. */
export function findByKind(
  apiVersion: unknown,
  kind: unknown,
): ResourceType | undefined {
  return RESOURCE_TYPES.find(
    type => apiVersionOf(type) === apiVersion && type.kind === kind,
  );
}
