import type { CronJob, Job } from './batchObjects';
import type {
  ConfigMap,
  ExternalSecret,
  LimitRange,
  Secret,
  SecretStore,
} from './configurationObjects';
import type {
  Endpoints,
  EndpointSlice,
  NetworkPolicy,
  Service,
} from './networkObjects';
import type {
  Application,
  AppProject,
  Deployment,
  Ingress,
  KubeEvent,
  KubeObject,
  Namespace,
  Node,
  Pod,
  ReplicaSet,
  ResourceQuota,
} from './objects';
import type {
  HorizontalPodAutoscaler,
  PodDisruptionBudget,
  PriorityClass,
} from './scalingObjects';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from './storageObjects';

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
export const NODES = resource<Node>('v1', 'Node', 'nodes', {
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

export const APP_PROJECTS = resource<AppProject>(
  'argoproj.io/v1alpha1',
  'AppProject',
  'appprojects',
  { shortNames: ['appproj', 'appprojs'] },
);

export const SERVICES = resource<Service>('v1', 'Service', 'services', {
  shortNames: ['svc'],
  status: true,
  all: true,
});

export const CONFIG_MAPS = resource<ConfigMap>(
  'v1',
  'ConfigMap',
  'configmaps',
  { shortNames: ['cm'] },
);

export const SECRETS = resource<Secret>('v1', 'Secret', 'secrets');

export const LIMIT_RANGES = resource<LimitRange>(
  'v1',
  'LimitRange',
  'limitranges',
  { shortNames: ['limits'] },
);

export const CLAIMS = resource<PersistentVolumeClaim>(
  'v1',
  'PersistentVolumeClaim',
  'persistentvolumeclaims',
  { shortNames: ['pvc'], status: true },
);

export const VOLUMES = resource<PersistentVolume>(
  'v1',
  'PersistentVolume',
  'persistentvolumes',
  { shortNames: ['pv'], clusterScoped: true, status: true },
);

export const STORAGE_CLASSES = resource<StorageClass>(
  'storage.k8s.io/v1',
  'StorageClass',
  'storageclasses',
  { shortNames: ['sc'], clusterScoped: true },
);

export const ENDPOINTS = resource<Endpoints>('v1', 'Endpoints', 'endpoints', {
  shortNames: ['ep'],
});

export const ENDPOINT_SLICES = resource<EndpointSlice>(
  'discovery.k8s.io/v1',
  'EndpointSlice',
  'endpointslices',
);

export const JOBS = resource<Job>('batch/v1', 'Job', 'jobs', {
  status: true,
  all: true,
});

export const CRON_JOBS = resource<CronJob>('batch/v1', 'CronJob', 'cronjobs', {
  shortNames: ['cj'],
  status: true,
  all: true,
});

export const AUTOSCALERS = resource<HorizontalPodAutoscaler>(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  'horizontalpodautoscalers',
  { shortNames: ['hpa'], status: true, all: true },
);

export const DISRUPTION_BUDGETS = resource<PodDisruptionBudget>(
  'policy/v1',
  'PodDisruptionBudget',
  'poddisruptionbudgets',
  { shortNames: ['pdb'], status: true },
);

export const PRIORITY_CLASSES = resource<PriorityClass>(
  'scheduling.k8s.io/v1',
  'PriorityClass',
  'priorityclasses',
  { shortNames: ['pc'], clusterScoped: true },
);

export const NETWORK_POLICIES = resource<NetworkPolicy>(
  'networking.k8s.io/v1',
  'NetworkPolicy',
  'networkpolicies',
  { shortNames: ['netpol'] },
);

export const EXTERNAL_SECRETS = resource<ExternalSecret>(
  'external-secrets.io/v1',
  'ExternalSecret',
  'externalsecrets',
  { shortNames: ['es'], status: true },
);

export const SECRET_STORES = resource<SecretStore>(
  'external-secrets.io/v1',
  'SecretStore',
  'secretstores',
  { shortNames: ['ss'], status: true },
);

/** Every kind of object that the API serves. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  NAMESPACES,
  NODES,
  PODS,
  EVENTS,
  QUOTAS,
  SERVICES,
  CONFIG_MAPS,
  SECRETS,
  resource('v1', 'ServiceAccount', 'serviceaccounts', { shortNames: ['sa'] }),
  LIMIT_RANGES,
  CLAIMS,
  VOLUMES,
  STORAGE_CLASSES,
  ENDPOINTS,
  ENDPOINT_SLICES,
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
  JOBS,
  CRON_JOBS,
  AUTOSCALERS,
  DISRUPTION_BUDGETS,
  PRIORITY_CLASSES,
  INGRESSES,
  NETWORK_POLICIES,
  resource('coordination.k8s.io/v1', 'Lease', 'leases'),
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
  EXTERNAL_SECRETS,
  SECRET_STORES,
  resource('monitoring.coreos.com/v1', 'ServiceMonitor', 'servicemonitors', {
    shortNames: ['smon'],
  }),
  APPLICATIONS,
  APP_PROJECTS,
];

/** The API version of a type's objects, such as `apps/v1`. */
export function apiVersionOf(type: ResourceType): string {
  return type.group ? `${type.group}/${type.version}` : type.version;
}

/** Whether a definition adds the kind to the ones that Kubernetes has. */
export function isCustom({ group }: ResourceType): boolean {
  return group.includes('.') && !group.endsWith('.k8s.io');
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
