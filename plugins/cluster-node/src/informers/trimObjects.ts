import type {
  CoreV1Event,
  V1ContainerState,
  V1CronJob,
  V1Deployment,
  V1Job,
  V1Namespace,
  V1ObjectMeta,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1ResourceQuota,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import type { Application } from '../reading/readApplication';

/** Makes an object small: what nobody reads is not kept. */
export type Trim<T> = (object: T) => T;

/** Annotations that are read. Others may be large: whole manifests are. */
const READ_ANNOTATIONS = new Set([
  'deployment.kubernetes.io/revision',
  'mctl.ai/document-digest',
  'argocd.argoproj.io/hook',
]);

function trimMetadata(
  metadata: V1ObjectMeta | undefined,
  options: { labels?: boolean } = {},
): V1ObjectMeta {
  const annotations = Object.entries(metadata?.annotations ?? {}).filter(
    ([name]) => READ_ANNOTATIONS.has(name),
  );
  const { labels, ownerReferences } = metadata ?? {};
  return {
    name: metadata?.name,
    namespace: metadata?.namespace,
    uid: metadata?.uid,
    resourceVersion: metadata?.resourceVersion,
    generation: metadata?.generation,
    creationTimestamp: metadata?.creationTimestamp,
    deletionTimestamp: metadata?.deletionTimestamp,
    ...(options.labels !== false && labels && { labels }),
    ...(annotations.length > 0 && {
      annotations: Object.fromEntries(annotations),
    }),
    ...(ownerReferences && {
      ownerReferences: ownerReferences.map(
        ({ apiVersion, kind, name, uid }) => ({ apiVersion, kind, name, uid }),
      ),
    }),
  };
}

/** Of a pod template only the images are read. */
function trimTemplate(
  template: V1PodTemplateSpec | undefined,
): V1PodTemplateSpec {
  return {
    spec: {
      containers: (template?.spec?.containers ?? []).map(({ name, image }) => ({
        name,
        image,
      })),
    },
  };
}

function trimState(
  state: V1ContainerState | undefined,
): V1ContainerState | undefined {
  if (!state?.terminated) {
    return state;
  }
  const { exitCode, reason, message, startedAt, finishedAt } = state.terminated;
  return {
    terminated: { exitCode, reason, message, startedAt, finishedAt },
  };
}

export const trimPod: Trim<V1Pod> = ({ metadata, spec, status }) => ({
  metadata: trimMetadata(metadata, { labels: false }),
  spec: {
    containers: (spec?.containers ?? []).map(({ name, image }) => ({
      name,
      image,
    })),
  },
  status: {
    phase: status?.phase,
    reason: status?.reason,
    message: status?.message,
    startTime: status?.startTime,
    conditions: status?.conditions?.filter(({ type }) => type === 'Ready'),
    containerStatuses: status?.containerStatuses?.map(each => ({
      name: each.name,
      image: '',
      imageID: '',
      ready: each.ready,
      restartCount: each.restartCount,
      state: trimState(each.state),
      lastState: trimState(each.lastState),
    })),
  },
});

export const trimReplicaSet: Trim<V1ReplicaSet> = ({
  metadata,
  spec,
  status,
}) => ({
  metadata: trimMetadata(metadata, { labels: false }),
  spec: {
    replicas: spec?.replicas,
    selector: {},
    template: trimTemplate(spec?.template),
  },
  status: {
    replicas: status?.replicas ?? 0,
    readyReplicas: status?.readyReplicas,
  },
});

export const trimDeployment: Trim<V1Deployment> = ({
  metadata,
  spec,
  status,
}) => ({
  metadata: trimMetadata(metadata),
  spec: {
    replicas: spec?.replicas,
    selector: {},
    template: trimTemplate(spec?.template),
  },
  status,
});

export const trimJob: Trim<V1Job> = ({ metadata, spec, status }) => ({
  metadata: trimMetadata(metadata),
  spec: { suspend: spec?.suspend, template: trimTemplate(spec?.template) },
  status,
});

export const trimCronJob: Trim<V1CronJob> = ({ metadata, spec, status }) => ({
  metadata: trimMetadata(metadata),
  spec: {
    schedule: spec?.schedule ?? '',
    suspend: spec?.suspend,
    jobTemplate: {
      spec: { template: trimTemplate(spec?.jobTemplate.spec?.template) },
    },
  },
  status,
});

export const trimAutoscaler: Trim<V2HorizontalPodAutoscaler> = ({
  metadata,
  spec,
  status,
}) => ({ metadata: trimMetadata(metadata), spec, status });

export const trimClaim: Trim<V1PersistentVolumeClaim> = ({
  metadata,
  spec,
  status,
}) => ({
  metadata: trimMetadata(metadata),
  spec: {
    resources: spec?.resources,
    storageClassName: spec?.storageClassName,
  },
  status,
});

export const trimEvent: Trim<CoreV1Event> = event => {
  const { name, namespace, uid, resourceVersion } = event.metadata;
  const about = event.involvedObject;
  return {
    metadata: { name, namespace, uid, resourceVersion },
    involvedObject: {
      kind: about.kind,
      namespace: about.namespace,
      name: about.name,
      uid: about.uid,
    },
    type: event.type,
    reason: event.reason,
    message: event.message,
    count: event.count,
    series: event.series,
    firstTimestamp: event.firstTimestamp,
    lastTimestamp: event.lastTimestamp,
    eventTime: event.eventTime,
    source: event.source,
    reportingComponent: event.reportingComponent,
  };
};

export const trimApplication: Trim<Application> = ({ metadata, status }) => {
  const { sync, health, operationState, conditions } = status ?? {};
  return {
    metadata: trimMetadata(metadata, { labels: false }),
    status: {
      ...(sync && { sync: { status: sync.status, revision: sync.revision } }),
      health,
      conditions,
      ...(operationState && {
        operationState: {
          phase: operationState.phase,
          message: operationState.message,
          startedAt: operationState.startedAt,
          finishedAt: operationState.finishedAt,
          syncResult: { revision: operationState.syncResult?.revision },
        },
      }),
    },
  };
};

export const trimNamespace: Trim<V1Namespace> = ({ metadata, status }) => ({
  metadata: trimMetadata(metadata),
  status: { phase: status?.phase },
});

export const trimQuota: Trim<V1ResourceQuota> = ({
  metadata,
  spec,
  status,
}) => ({
  metadata: trimMetadata(metadata, { labels: false }),
  spec: { hard: spec?.hard },
  status,
});
