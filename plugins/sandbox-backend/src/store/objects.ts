export type {
  Application,
  ApplicationStatus,
  AppProject,
  GroupKind,
  HealthStatus,
} from './argoObjects';

/** Whose object another one is. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** Metadata of every stored object. Timestamps are ISO 8601 with seconds. */
export interface ObjectMeta {
  name: string;
  generateName?: string;
  /** Absent for objects that belong to no namespace. */
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
}

/** A Kubernetes object as the store keeps it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: unknown;
  status?: unknown;
}

/** A Kubernetes object as somebody asks for it to be created. */
export type ObjectDraft = Record<string, unknown> & {
  metadata?: Partial<ObjectMeta>;
};

/** A condition of a status. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

/** The part of containers that the sandbox acts on. */
export interface Container {
  name: string;
  image: string;
  imagePullPolicy?: string;
  command?: string[];
  args?: string[];
  env?: Array<{ name: string; value?: string; valueFrom?: EnvSource }>;
  envFrom?: Array<{
    prefix?: string;
    configMapRef?: { name: string; optional?: boolean };
    secretRef?: { name: string; optional?: boolean };
  }>;
  ports?: Array<{ name?: string; containerPort: number; protocol?: string }>;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  volumeMounts?: Array<{
    name: string;
    mountPath: string;
    subPath?: string;
    readOnly?: boolean;
  }>;
  /** `Always` on an init container makes it a sidecar. */
  restartPolicy?: string;
  resources?: {
    requests?: Record<string, string>;
    limits?: Record<string, string>;
  };
}

/** Where the value of a variable comes from. */
export interface EnvSource {
  configMapKeyRef?: KeyReference;
  secretKeyRef?: KeyReference;
  fieldRef?: { fieldPath: string };
}

export interface KeyReference {
  name: string;
  key: string;
  optional?: boolean;
}

export interface Probe {
  httpGet?: { path?: string; port: number | string; scheme?: string };
  tcpSocket?: { port: number | string };
  grpc?: { port: number };
  exec?: { command?: string[] };
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
}

/** A key of a config map or secret that becomes a file. */
export interface KeyPath {
  key: string;
  path: string;
}

export interface Volume {
  name: string;
  configMap?: { name: string; items?: KeyPath[]; optional?: boolean };
  secret?: { secretName: string; items?: KeyPath[]; optional?: boolean };
  emptyDir?: { sizeLimit?: string };
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
}

/** What pods are made from. */
export interface PodTemplate {
  metadata?: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec: PodSpec;
}

/** Allows a pod onto nodes with a taint; without `key`, with any. */
export interface Toleration {
  key?: string;
  operator?: 'Exists' | 'Equal';
  value?: string;
  effect?: string;
}

export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  volumes?: Volume[];
  nodeName?: string;
  activeDeadlineSeconds?: number;
  nodeSelector?: Record<string, string>;
  tolerations?: Toleration[];
  priorityClassName?: string;
  /** Of the priority class, filled in when the pod is created. */
  priority?: number;
  preemptionPolicy?: 'PreemptLowerPriority' | 'Never';
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
}

export interface ContainerState {
  waiting?: { reason: string; message?: string };
  running?: { startedAt: string };
  terminated?: {
    exitCode: number;
    reason: string;
    message?: string;
    startedAt: string;
    finishedAt: string;
    containerID: string;
  };
}

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  containerID?: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: ContainerState;
  lastState: ContainerState;
}

export interface Pod extends KubeObject {
  spec: PodSpec;
  status?: {
    phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
    reason?: string;
    message?: string;
    conditions?: Condition[];
    initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
    hostIP?: string;
    podIP?: string;
    startTime?: string;
    qosClass?: string;
    /** Where the scheduler made room for the pod by preemption. */
    nominatedNodeName?: string;
  };
}

export interface ReplicaSet extends KubeObject {
  spec: {
    replicas: number;
    selector: { matchLabels?: Record<string, string> };
    template: PodTemplate;
  };
  status?: {
    replicas: number;
    fullyLabeledReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    observedGeneration?: number;
    conditions?: Condition[];
  };
}

export interface Deployment extends KubeObject {
  spec: {
    replicas: number;
    selector: { matchLabels?: Record<string, string> };
    template: PodTemplate;
    strategy: {
      type: 'RollingUpdate' | 'Recreate';
      rollingUpdate?: {
        maxSurge?: number | string;
        maxUnavailable?: number | string;
      };
    };
    paused?: boolean;
    revisionHistoryLimit: number;
    progressDeadlineSeconds: number;
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    unavailableReplicas?: number;
    conditions?: Condition[];
  };
}

/** Keeps pods that do not tolerate it off a node. */
export interface Taint {
  key: string;
  value?: string;
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface Node extends KubeObject {
  spec: { unschedulable?: boolean; taints?: Taint[] };
  status?: {
    capacity?: Record<string, string>;
    allocatable?: Record<string, string>;
    conditions?: Condition[];
    addresses?: Array<{ type: string; address: string }>;
    nodeInfo?: Record<string, string>;
  };
}

export interface Namespace extends KubeObject {
  status?: { phase: 'Active' | 'Terminating' };
}

export interface ResourceQuota extends KubeObject {
  spec: { hard?: Record<string, string> };
  status?: { hard?: Record<string, string>; used?: Record<string, string> };
}

export interface KubeEvent extends KubeObject {
  involvedObject: {
    apiVersion: string;
    kind: string;
    name: string;
    namespace?: string;
    uid: string;
    fieldPath?: string;
  };
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** The next four are left out by who writes `eventTime` and `series`. */
  count?: number;
  firstTimestamp?: string;
  lastTimestamp?: string;
  source?: { component?: string; host?: string };
  eventTime?: string;
  series?: { count: number; lastObservedTime: string };
}

export interface Ingress extends KubeObject {
  spec?: {
    ingressClassName?: string;
    tls?: Array<{ hosts?: string[]; secretName?: string }>;
    defaultBackend?: IngressBackend;
    rules?: Array<{
      host?: string;
      http?: {
        paths: Array<{
          path?: string;
          pathType?: 'Prefix' | 'Exact' | 'ImplementationSpecific';
          backend: IngressBackend;
        }>;
      };
    }>;
  };
  status?: { loadBalancer?: { ingress?: Array<{ ip: string }> } };
}

export interface IngressBackend {
  service?: { name: string; port?: { name?: string; number?: number } };
}

/** A timestamp as Kubernetes writes it: UTC with whole seconds. */
export function kubeTime(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** When an event was last seen, whichever fields its source fills. */
export function lastSeen(event: KubeEvent): string {
  return (
    event.series?.lastObservedTime ??
    event.lastTimestamp ??
    event.eventTime ??
    event.metadata.creationTimestamp
  );
}

/** Name and, when there is one, namespace of an object. */
export function objectKey(object: {
  metadata: { namespace?: string; name: string };
}): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** The owner that manages an object, when it has one. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(owner => owner.controller);
}

/** Sets a condition; its transition time moves only with its status. */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  condition: Condition,
  now: string,
): Condition[] {
  const known = conditions?.find(({ type }) => type === condition.type);
  const unchanged = known?.status === condition.status;
  const next = {
    ...condition,
    lastTransitionTime: (unchanged && known.lastTransitionTime) || now,
  };
  return known
    ? (conditions ?? []).map(other => (other === known ? next : other))
    : [...(conditions ?? []), next];
}
