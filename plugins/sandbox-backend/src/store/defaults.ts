import type { ObjectDraft } from './objects';
import {
  DEPLOYMENTS,
  PODS,
  REPLICA_SETS,
  type ResourceType,
} from './resources';

type Fields = Record<string, unknown>;

/**
 * Fills what an API server fills in when it is left out, as far as the sandbox
 * acts on it or people see it.
 */
export function withDefaults(
  type: ResourceType,
  draft: ObjectDraft,
): ObjectDraft {
  if (type === DEPLOYMENTS) {
    const spec = fields(draft.spec);
    return {
      ...draft,
      spec: {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        ...spec,
        strategy: strategyWithDefaults(fields(spec.strategy)),
        template: templateWithDefaults(fields(spec.template)),
      },
    };
  }
  if (type === REPLICA_SETS) {
    const spec = fields(draft.spec);
    return {
      ...draft,
      spec: {
        replicas: 1,
        ...spec,
        template: templateWithDefaults(fields(spec.template)),
      },
    };
  }
  if (type === PODS) {
    const spec = podSpecWithDefaults(fields(draft.spec));
    return { ...draft, spec: withRequests(spec) };
  }
  return draft;
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
          ...fields(strategy.rollingUpdate),
        },
      };
}

function templateWithDefaults(template: Fields): Fields {
  return { ...template, spec: podSpecWithDefaults(fields(template.spec)) };
}

function podSpecWithDefaults(spec: Fields): Fields {
  const containers = Array.isArray(spec.containers) ? spec.containers : [];
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    ...spec,
    containers: containers.map(container => ({
      imagePullPolicy: pullPolicy(container.image),
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      ...fields(container),
    })),
  };
}

/**
 * A limit counts as the request that is left out: in pods only, so that a
 * template stays as it was written.
 */
function withRequests(spec: Fields): Fields {
  const fill = (container: unknown) => {
    const known = fields(container);
    const resources = fields(known.resources);
    return resources.limits === undefined
      ? known
      : {
          ...known,
          resources: {
            ...resources,
            requests: {
              ...fields(resources.limits),
              ...fields(resources.requests),
            },
          },
        };
  };
  return {
    ...spec,
    ...(Array.isArray(spec.containers) && {
      containers: spec.containers.map(fill),
    }),
    ...(Array.isArray(spec.initContainers) && {
      initContainers: spec.initContainers.map(fill),
    }),
  };
}

function pullPolicy(image: unknown): string {
  return typeof image === 'string' &&
    (image.endsWith(':latest') || !/[:@][^/]+$/.test(image))
    ? 'Always'
    : 'IfNotPresent';
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
