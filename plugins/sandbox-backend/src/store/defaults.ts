import { asFields, asList, type Fields } from './fields';
import type { ObjectDraft } from './objects';
import {
  podSpecWithDefaults,
  templateWithDefaults,
  withRequestsOfLimits,
} from './podDefaults';
import {
  AUTOSCALERS,
  CLAIMS,
  CRON_JOBS,
  DEPLOYMENTS,
  JOBS,
  LIMIT_RANGES,
  NETWORK_POLICIES,
  NODES,
  PODS,
  PRIORITY_CLASSES,
  REPLICA_SETS,
  type ResourceType,
  SECRETS,
  SERVICES,
  STORAGE_CLASSES,
  VOLUMES,
} from './resources';

/** Defaults of kinds that have no spec. */
const OBJECT_DEFAULTS = new Map<ResourceType, Fields>([
  [SECRETS, { type: 'Opaque' }],
  [PRIORITY_CLASSES, { preemptionPolicy: 'PreemptLowerPriority' }],
  [
    STORAGE_CLASSES,
    { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  ],
]);

const SPEC_DEFAULTS = new Map<ResourceType, (spec: Fields) => Fields>([
  [DEPLOYMENTS, deploymentSpec],
  [REPLICA_SETS, replicatedSpec],
  [PODS, spec => withRequestsOfLimits(podSpecWithDefaults(spec))],
  [JOBS, jobSpec],
  [CRON_JOBS, cronJobSpec],
  [SERVICES, serviceSpec],
  [AUTOSCALERS, autoscalerSpec],
  [CLAIMS, spec => ({ volumeMode: 'Filesystem', ...spec })],
  [
    VOLUMES,
    spec => ({
      persistentVolumeReclaimPolicy: 'Retain',
      volumeMode: 'Filesystem',
      ...spec,
    }),
  ],
  [NODES, spec => spec],
  [LIMIT_RANGES, limitRangeSpec],
  [NETWORK_POLICIES, networkPolicySpec],
]);

/**
 * Fills what an API server fills in when it is left out, as far as the sandbox
 * acts on it or people see it.
 *
 * @remarks
 * Follows pkg/apis/<group>/<version>/defaults.go of Kubernetes.
 */
export function withDefaults(
  type: ResourceType,
  draft: ObjectDraft,
): ObjectDraft {
  const ofSpec = SPEC_DEFAULTS.get(type);
  const ofObject = OBJECT_DEFAULTS.get(type);
  return {
    ...ofObject,
    ...draft,
    ...(ofSpec && { spec: ofSpec(asFields(draft.spec)) }),
  };
}

function deploymentSpec(spec: Fields): Fields {
  return {
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    ...replicatedSpec(spec),
    strategy: strategyWithDefaults(asFields(spec.strategy)),
  };
}

function replicatedSpec(spec: Fields): Fields {
  return {
    replicas: 1,
    ...spec,
    template: templateWithDefaults(asFields(spec.template)),
  };
}

function strategyWithDefaults(strategy: Fields): Fields {
  return strategy.type === 'Recreate'
    ? strategy
    : {
        ...strategy,
        type: 'RollingUpdate',
        rollingUpdate: {
          maxSurge: '25%',
          maxUnavailable: '25%',
          ...asFields(strategy.rollingUpdate),
        },
      };
}

function jobSpec(spec: Fields): Fields {
  // With neither of the two, one pod has to succeed; with one, as many as it
  // says, or any number at once.
  const single =
    spec.completions === undefined && spec.parallelism === undefined;
  return {
    ...(single && { completions: 1 }),
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    ...spec,
    template: templateWithDefaults(asFields(spec.template)),
  };
}

function cronJobSpec(spec: Fields): Fields {
  const template = asFields(spec.jobTemplate);
  const job = asFields(template.spec);
  return {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    ...spec,
    // The rest of the job's defaults come when the job does.
    jobTemplate: {
      ...template,
      spec: { ...job, template: templateWithDefaults(asFields(job.template)) },
    },
  };
}

function serviceSpec(spec: Fields): Fields {
  return {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    ...spec,
    ...(spec.ports !== undefined && {
      ports: asList(spec.ports).map(port => ({
        protocol: 'TCP',
        targetPort: asFields(port).port,
        ...asFields(port),
      })),
    }),
  };
}

function autoscalerSpec(spec: Fields): Fields {
  return {
    minReplicas: 1,
    metrics: [
      {
        type: 'Resource',
        resource: {
          name: 'cpu',
          target: { type: 'Utilization', averageUtilization: 80 },
        },
      },
    ],
    ...spec,
  };
}

/** Limits that are left out are the largest, requests the limits. */
function limitRangeSpec(spec: Fields): Fields {
  return {
    ...spec,
    limits: asList(spec.limits).map(value => {
      const item = asFields(value);
      if (item.type !== 'Container') {
        return item;
      }
      const limits = { ...asFields(item.max), ...asFields(item.default) };
      const requests = {
        ...asFields(item.min),
        ...limits,
        ...asFields(item.defaultRequest),
      };
      return {
        ...item,
        ...(Object.keys(limits).length > 0 && { default: limits }),
        ...(Object.keys(requests).length > 0 && { defaultRequest: requests }),
      };
    }),
  };
}

function networkPolicySpec(spec: Fields): Fields {
  return {
    policyTypes: ['Ingress', ...(spec.egress === undefined ? [] : ['Egress'])],
    ...spec,
  };
}
