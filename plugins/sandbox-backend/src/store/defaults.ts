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
    return { ...draft, spec: podSpecWithDefaults(fields(draft.spec)) };
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

function pullPolicy(image: unknown): string {
  return typeof image === 'string' &&
    (image.endsWith(':latest') || !/[:@][^/]+$/.test(image))
    ? 'Always'
    : 'IfNotPresent';
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
