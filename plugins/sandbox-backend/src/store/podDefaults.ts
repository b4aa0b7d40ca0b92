import { asFields, asList, type Fields } from './fields';

/**
 * A pod's spec with what an API server fills in.
 *
 * @remarks
 * Follows pkg/apis/core/v1/defaults.go of Kubernetes.
 */
export function podSpecWithDefaults(spec: Fields): Fields {
  return {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
    ...spec,
    containers: asList(spec.containers).map(containerWithDefaults),
    ...(spec.initContainers !== undefined && {
      initContainers: asList(spec.initContainers).map(containerWithDefaults),
    }),
    ...(spec.volumes !== undefined && {
      volumes: asList(spec.volumes).map(volumeWithDefaults),
    }),
  };
}

/** A pod template with what an API server fills in. */
export function templateWithDefaults(template: Fields): Fields {
  return { ...template, spec: podSpecWithDefaults(asFields(template.spec)) };
}

/** Pods, unlike templates, request what they are limited to. */
export function withRequestsOfLimits(spec: Fields): Fields {
  const complete = (container: unknown) => {
    const { resources, ...fields } = asFields(container);
    const { limits, requests, ...rest } = asFields(resources);
    return {
      ...fields,
      resources: {
        ...rest,
        ...(limits !== undefined && { limits }),
        ...((limits !== undefined || requests !== undefined) && {
          requests: { ...asFields(limits), ...asFields(requests) },
        }),
      },
    };
  };
  return {
    ...spec,
    containers: asList(spec.containers).map(complete),
    ...(spec.initContainers !== undefined && {
      initContainers: asList(spec.initContainers).map(complete),
    }),
  };
}

function containerWithDefaults(value: unknown): Fields {
  const container = asFields(value);
  const { ports, livenessProbe, readinessProbe, startupProbe } = container;
  return {
    imagePullPolicy: pullPolicy(container.image),
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...container,
    ...(ports !== undefined && {
      ports: asList(ports).map(port => ({
        protocol: 'TCP',
        ...asFields(port),
      })),
    }),
    ...withProbe('livenessProbe', livenessProbe),
    ...withProbe('readinessProbe', readinessProbe),
    ...withProbe('startupProbe', startupProbe),
  };
}

function withProbe(name: string, value: unknown): Fields {
  if (value === undefined || value === null) {
    return {};
  }
  const probe = asFields(value);
  return {
    [name]: {
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
      ...probe,
      ...(probe.httpGet !== undefined && {
        httpGet: { path: '/', scheme: 'HTTP', ...asFields(probe.httpGet) },
      }),
    },
  };
}

function volumeWithDefaults(value: unknown): Fields {
  const volume = asFields(value);
  for (const source of ['configMap', 'secret']) {
    if (volume[source] !== undefined) {
      return {
        ...volume,
        [source]: { defaultMode: 0o644, ...asFields(volume[source]) },
      };
    }
  }
  return volume;
}

function pullPolicy(image: unknown): string {
  return typeof image === 'string' &&
    (image.endsWith(':latest') || !/[:@][^/]+$/.test(image))
    ? 'Always'
    : 'IfNotPresent';
}
