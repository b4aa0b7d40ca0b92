import fc from 'fast-check';
import { newStore } from '../testing/newStore';
import { withDefaults } from './defaults';
import type { ObjectDraft } from './objects';
import {
  AUTOSCALERS,
  CLAIMS,
  CRON_JOBS,
  DEPLOYMENTS,
  findByKind,
  JOBS,
  LIMIT_RANGES,
  NETWORK_POLICIES,
  PODS,
  PRIORITY_CLASSES,
  RESOURCE_TYPES,
  type ResourceType,
  SECRETS,
  SERVICES,
  STORAGE_CLASSES,
} from './resources';

const specOf = (type: ResourceType, spec: object) =>
  withDefaults(type, { spec }).spec;
const containers = [{ name: 'a', image: 'a:1' }];
const template = { spec: { containers } };

// Values as in pkg/apis/<group>/<version>/defaults.go of Kubernetes.
describe('withDefaults', () => {
  it.each<[ResourceType, object, object]>([
    [
      DEPLOYMENTS,
      { template },
      {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
        },
      },
    ],
    [
      DEPLOYMENTS,
      { template, replicas: 0, strategy: { type: 'Recreate' } },
      { replicas: 0, strategy: { type: 'Recreate' } },
    ],
    [
      JOBS,
      { template },
      { completions: 1, parallelism: 1, backoffLimit: 6, suspend: false },
    ],
    [
      CRON_JOBS,
      { schedule: '* * * * *', jobTemplate: { spec: { template } } },
      {
        concurrencyPolicy: 'Allow',
        suspend: false,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
      },
    ],
    [
      SERVICES,
      {
        ports: [{ port: 80 }, { port: 53, targetPort: 'dns', protocol: 'UDP' }],
      },
      {
        type: 'ClusterIP',
        sessionAffinity: 'None',
        ports: [
          { port: 80, targetPort: 80, protocol: 'TCP' },
          { port: 53, targetPort: 'dns', protocol: 'UDP' },
        ],
      },
    ],
    [
      AUTOSCALERS,
      { maxReplicas: 3 },
      {
        minReplicas: 1,
        metrics: [
          {
            resource: {
              name: 'cpu',
              target: { type: 'Utilization', averageUtilization: 80 },
            },
          },
        ],
      },
    ],
    [CLAIMS, {}, { volumeMode: 'Filesystem' }],
    [NETWORK_POLICIES, {}, { policyTypes: ['Ingress'] }],
    [NETWORK_POLICIES, { egress: [] }, { policyTypes: ['Ingress', 'Egress'] }],
    [
      LIMIT_RANGES,
      {
        limits: [
          {
            type: 'Container',
            max: { memory: '1Gi' },
            min: { cpu: '10m', storage: '1' },
            default: { cpu: '1' },
          },
        ],
      },
      {
        limits: [
          {
            default: { cpu: '1', memory: '1Gi' },
            defaultRequest: { cpu: '1', memory: '1Gi', storage: '1' },
          },
        ],
      },
    ],
    [
      LIMIT_RANGES,
      { limits: [{ type: 'Pod', max: { cpu: '1' } }] },
      { limits: [{ type: 'Pod', max: { cpu: '1' } }] },
    ],
  ])('fills in what $kind leave out', (type, spec, expected) => {
    expect(specOf(type, spec)).toMatchObject(expected);
  });

  it('does not guess completions of jobs that only say how many run', () => {
    expect(specOf(JOBS, { template, parallelism: 3 })).not.toHaveProperty(
      'completions',
    );
  });

  it.each<[ResourceType, object]>([
    [SECRETS, { type: 'Opaque' }],
    [PRIORITY_CLASSES, { preemptionPolicy: 'PreemptLowerPriority' }],
    [
      STORAGE_CLASSES,
      { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
    ],
  ])('fills in fields of $kind, which has no spec', (type, expected) => {
    expect(withDefaults(type, {})).toEqual(expected);
    const own = Object.fromEntries(
      Object.keys(expected).map(field => [field, 'own']),
    );
    expect(withDefaults(type, own)).toEqual(own);
  });

  it.each([
    ['a', 'Always'],
    ['a:latest', 'Always'],
    ['registry:5000/a', 'Always'],
    ['a:1', 'IfNotPresent'],
    ['registry:5000/a:1', 'IfNotPresent'],
    ['a@sha256:0', 'IfNotPresent'],
  ])('pulls %s: %s', (image, imagePullPolicy) => {
    expect(specOf(PODS, { containers: [{ name: 'a', image }] })).toMatchObject({
      containers: [{ imagePullPolicy }],
    });
  });

  it('completes containers of all sorts, their ports, probes and volumes', () => {
    const container = {
      name: 'a',
      image: 'a:1',
      ports: [{ containerPort: 80 }],
      readinessProbe: { httpGet: { port: 80 }, periodSeconds: 5 },
      livenessProbe: { tcpSocket: { port: 80 } },
      resources: {
        limits: { cpu: '1', memory: '1Gi' },
        requests: { cpu: '1m' },
      },
    };
    const spec = specOf(PODS, {
      containers: [container],
      initContainers: [container],
      volumes: [
        { name: 'c', configMap: { name: 'c' } },
        { name: 's', secret: { secretName: 's', defaultMode: 256 } },
        { name: 'e', emptyDir: {} },
      ],
    });
    const expected = {
      ports: [{ containerPort: 80, protocol: 'TCP' }],
      readinessProbe: {
        httpGet: { path: '/', port: 80, scheme: 'HTTP' },
        periodSeconds: 5,
        timeoutSeconds: 1,
        successThreshold: 1,
        failureThreshold: 3,
      },
      livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 10 },
      // Of a pod, though not of a template, limits are requests too.
      resources: { requests: { cpu: '1m', memory: '1Gi' } },
    };
    expect(spec).toMatchObject({
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      containers: [expected],
      initContainers: [expected],
      volumes: [
        { configMap: { defaultMode: 420 } },
        { secret: { defaultMode: 256 } },
        { emptyDir: {} },
      ],
    });
    const inTemplate = specOf(DEPLOYMENTS, {
      template: { spec: { containers: [container] } },
    });
    expect(inTemplate).toMatchObject({
      template: {
        spec: { containers: [{ resources: { requests: { cpu: '1m' } } }] },
      },
    });
  });

  it('changes nothing the second time, whatever it was given', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    const fields = fc.dictionary(
      fc.constantFrom(
        ...['template', 'spec', 'containers', 'ports', 'limits', 'strategy'],
        ...['jobTemplate', 'volumes', 'egress', 'completions', 'metrics'],
      ),
      json,
    );
    fc.assert(
      fc.property(fc.constantFrom(...RESOURCE_TYPES), fields, (type, spec) => {
        const once = withDefaults(type, { spec });
        expect(withDefaults(type, once)).toEqual(once);
      }),
    );
  });
});

describe('what a server adds by itself', () => {
  const create = (type: ResourceType, spec: object) => {
    const store = newStore({ namespaces: ['acme'] });
    const metadata = { name: 'a', namespace: 'acme' };
    const draft: ObjectDraft = { metadata, spec: { ...spec } };
    return { store, draft, created: store.create(type, draft) };
  };
  const key = { namespace: 'acme', name: 'a' };

  it('selects the pods of a job by its uid', () => {
    const { created } = create(JOBS, { template });
    const labels = {
      'batch.kubernetes.io/controller-uid': created.metadata.uid,
    };
    expect(created.spec).toMatchObject({
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, 'job-name': 'a' } },
      },
    });
  });

  it('keeps what it added when somebody replaces the rest', () => {
    const job = create(JOBS, { template });
    expect(
      job.store.replace(JOBS, { ...job.draft, spec: { template } }, key),
    ).toBe(job.created);
    const service = create(SERVICES, { ports: [{ port: 80 }] });
    expect(service.created.spec).toMatchObject({
      clusterIP: expect.stringMatching(/^10\.43\.\d+\.\d+$/),
    });
    expect(service.store.replace(SERVICES, service.draft, key)).toBe(
      service.created,
    );
    const claim = create(CLAIMS, {});
    claim.store.modify(CLAIMS, 'acme', 'a', draft => {
      draft.spec.volumeName = 'pv-1';
    });
    expect(claim.store.replace(CLAIMS, claim.draft, key).spec).toMatchObject({
      volumeName: 'pv-1',
    });
  });

  it('gives services no address that need none, and claims their phase', () => {
    expect(
      create(SERVICES, { type: 'ExternalName' }).created.spec,
    ).not.toHaveProperty('clusterIP');
    expect(create(SERVICES, { clusterIP: 'None' }).created.spec).toMatchObject({
      clusterIP: 'None',
    });
    expect(create(CLAIMS, {}).created.status).toEqual({ phase: 'Pending' });
  });

  it('knows each kind by its version and name', () => {
    for (const type of RESOURCE_TYPES) {
      const version = type.group
        ? `${type.group}/${type.version}`
        : type.version;
      expect(findByKind(version, type.kind)).toBe(type);
    }
    expect(findByKind('v1', 'Widget')).toBeUndefined();
  });
});
