import { createShop } from '../testing/createShop';
import { newStore } from '../testing/newStore';
import type { KubeObject } from '../store/objects';
import {
  AUTOSCALERS,
  CLAIMS,
  CRON_JOBS,
  DISRUPTION_BUDGETS,
  EXTERNAL_SECRETS,
  INGRESSES,
  JOBS,
  NODES,
  PRIORITY_CLASSES,
  QUOTAS,
  RESOURCE_TYPES,
  type ResourceType,
  SECRETS,
  SERVICES,
  STORAGE_CLASSES,
  VOLUMES,
} from '../store/resources';
import { toTable } from './table';

const now = new Date('2026-01-01T02:00:00Z');
const metadata = {
  name: 'x',
  uid: '1',
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
};

/** What the columns of an object say, by their names. */
function print(type: ResourceType, fields: object): Record<string, unknown> {
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: type.kind,
    ...fields,
    metadata: { ...metadata, ...Object(fields).metadata },
  };
  const table = toTable({
    type,
    objects: [object],
    metadata: { resourceVersion: '1' },
    now,
    include: 'Metadata',
  });
  const [{ cells }] = table.rows;
  return Object.fromEntries(
    table.columnDefinitions.map(({ name }, index) => [name, cells[index]]),
  );
}

const container = { name: 'a', image: 'a:1' };
const template = { spec: { containers: [container] } };
const holds = (...types: string[]) => ({
  conditions: types.map(type => ({ type, status: 'True' })),
});

// What the cells say is that of pkg/printers/internalversion of Kubernetes.
describe('columns', () => {
  it.each<[string, object, object]>([
    ['Running', {}, {}],
    ['Complete', { status: holds('SuccessCriteriaMet', 'Complete') }, {}],
    ['Failed', { status: holds('FailureTarget', 'Failed') }, {}],
    ['FailureTarget', { status: holds('FailureTarget') }, {}],
    ['Suspended', { status: holds('Suspended') }, {}],
    ['Terminating', { metadata: { deletionTimestamp: 'now' } }, {}],
    [
      'Running',
      { status: { conditions: [{ type: 'Failed', status: 'False' }] } },
      {},
    ],
    ['Running', {}, { completions: 3, Completions: '0/3' }],
    [
      'Running',
      { status: { succeeded: 1 } },
      { parallelism: 2, Completions: '1/1 of 2' },
    ],
  ])('of a job say %s for %j %j', (status, fields, more) => {
    const { Completions = expect.any(String), ...spec } = {
      ...more,
    } as { Completions?: string };
    expect(
      print(JOBS, { ...fields, spec: { template, ...spec } }),
    ).toMatchObject({
      Status: status,
      Completions,
      Containers: 'a',
      Images: 'a:1',
    });
  });

  it.each([
    [{}, ''],
    [{ startTime: '2026-01-01T01:59:00Z' }, '60s'],
    [
      {
        startTime: '2026-01-01T00:00:00Z',
        completionTime: '2026-01-01T00:05:00Z',
      },
      '5m',
    ],
  ])('say how long a job of %j took', (status, duration) => {
    expect(print(JOBS, { spec: { template }, status }).Duration).toBe(duration);
  });

  it('of a cron job', () => {
    const spec = { schedule: '@daily', jobTemplate: { spec: { template } } };
    expect(print(CRON_JOBS, { spec })).toMatchObject({
      Schedule: '@daily',
      Timezone: '<none>',
      Suspend: 'False',
      Active: 0,
      'Last Schedule': '<none>',
    });
    expect(
      print(CRON_JOBS, {
        spec: { ...spec, suspend: true, timeZone: 'Europe/Berlin' },
        status: { active: [{}], lastScheduleTime: '2026-01-01T01:00:00Z' },
      }),
    ).toMatchObject({
      Timezone: 'Europe/Berlin',
      Suspend: 'True',
      Active: 1,
      'Last Schedule': '60m',
    });
  });

  describe('of an autoscaler', () => {
    const targets = (metrics: unknown[], currentMetrics?: unknown[]) =>
      print(AUTOSCALERS, {
        spec: {
          scaleTargetRef: { kind: 'Deployment', name: 'shop' },
          maxReplicas: 3,
          metrics,
        },
        status: { currentMetrics },
      }).Targets;
    const resource = (name: string, target: object) => ({
      type: 'Resource',
      resource: { name, target },
    });
    const current = (name: string, values: object) => ({
      type: 'Resource',
      resource: { name, current: values },
    });

    it.each<[string, unknown[], unknown[]]>([
      ['<none>', [], []],
      ['cpu: <unknown>/80%', [resource('cpu', { averageUtilization: 80 })], []],
      [
        'cpu: 0%/80%',
        [resource('cpu', { averageUtilization: 80 })],
        [current('cpu', { averageUtilization: 0 })],
      ],
      [
        '100Mi/200Mi',
        [resource('memory', { averageValue: '200Mi' })],
        [current('memory', { averageValue: '100Mi' })],
      ],
      [
        'cpu: 50%/80%, <unknown>/200Mi',
        [
          resource('cpu', { averageUtilization: 80 }),
          resource('memory', { averageValue: '200Mi' }),
        ],
        [current('cpu', { averageUtilization: 50 })],
      ],
      ['<unknown>/<unknown>', [{ type: 'External' }], []],
    ])('say %p', (expected, metrics, measured) => {
      expect(targets(metrics, measured)).toBe(expected);
    });

    it('say that there is no least number', () => {
      const spec = {
        scaleTargetRef: { kind: 'Deployment', name: 'shop' },
        maxReplicas: 3,
      };
      expect(print(AUTOSCALERS, { spec })).toMatchObject({
        Reference: 'Deployment/shop',
        MinPods: '<unset>',
        MaxPods: 3,
        Replicas: 0,
      });
    });
  });

  it.each<[object, object]>([
    [{}, { Status: 'Unknown', Roles: '<none>' }],
    [
      { status: { conditions: [{ type: 'Ready', status: 'False' }] } },
      { Status: 'NotReady' },
    ],
    [
      { spec: { unschedulable: true }, status: holds('Ready') },
      { Status: 'Ready,SchedulingDisabled' },
    ],
    [
      {
        metadata: {
          labels: {
            'node-role.kubernetes.io/worker': '',
            'node-role.kubernetes.io/control-plane': '',
          },
        },
        status: { nodeInfo: { kubeletVersion: 'v1.32.0' } },
      },
      { Roles: 'control-plane,worker', Version: 'v1.32.0' },
    ],
  ])('of the node %j', (fields, expected) => {
    expect(print(NODES, { spec: {}, ...fields })).toMatchObject(expected);
  });

  it.each<[object, object, object]>([
    [
      { type: 'ClusterIP', clusterIP: '10.43.0.1', ports: [{ port: 80 }] },
      {},
      {
        'Cluster-IP': '10.43.0.1',
        'External-IP': '<none>',
        'Port(s)': '80/TCP',
        Selector: '<none>',
      },
    ],
    [
      {
        type: 'LoadBalancer',
        selector: { b: '2', a: '1' },
        ports: [{ port: 53, protocol: 'UDP' }, { port: 80 }],
      },
      {},
      {
        'Cluster-IP': '<none>',
        'External-IP': '<pending>',
        'Port(s)': '53/UDP,80/TCP',
        Selector: 'a=1,b=2',
      },
    ],
    [
      { type: 'LoadBalancer' },
      { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } },
      { 'External-IP': '1.2.3.4', 'Port(s)': '<none>' },
    ],
  ])('of the service %j %j', (spec, status, expected) => {
    expect(print(SERVICES, { spec, status })).toMatchObject(expected);
  });

  it.each<[object, object, object]>([
    [{}, {}, { Class: '<none>', Hosts: '*', Address: '', Ports: '80' }],
    [
      {
        ingressClassName: 'nginx',
        rules: [{ host: 'a.dev' }, {}],
        tls: [{ hosts: ['a.dev'] }],
      },
      { loadBalancer: { ingress: [{ ip: '1.2.3.4' }, { ip: '1.2.3.5' }] } },
      {
        Class: 'nginx',
        Hosts: 'a.dev,*',
        Address: '1.2.3.4,1.2.3.5',
        Ports: '80, 443',
      },
    ],
  ])('of the ingress %j %j', (spec, status, expected) => {
    expect(print(INGRESSES, { spec, status })).toMatchObject(expected);
  });

  it('of claims and volumes', () => {
    const accessModes = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'];
    expect(
      print(CLAIMS, {
        spec: { volumeName: 'v', storageClassName: 'standard' },
        status: { phase: 'Bound', accessModes, capacity: { storage: '1Gi' } },
      }),
    ).toMatchObject({
      Status: 'Bound',
      Volume: 'v',
      Capacity: '1Gi',
      'Access Modes': 'RWO,ROX,RWX',
      StorageClass: 'standard',
    });
    expect(
      print(CLAIMS, {
        metadata: { deletionTimestamp: 'now' },
        spec: {},
        status: { phase: 'Bound' },
      }).Status,
    ).toBe('Terminating');
    const claimRef = { namespace: 'acme', name: 'data' };
    expect(
      print(VOLUMES, {
        spec: { claimRef, accessModes: ['ReadWriteOncePod'] },
        status: { phase: 'Released' },
      }),
    ).toMatchObject({
      Claim: 'acme/data',
      Status: 'Released',
      'Access Modes': 'RWOP',
      Capacity: '',
    });
    expect(print(VOLUMES, { spec: {} }).Claim).toBe('');
  });

  it('of classes', () => {
    const annotations = {
      'storageclass.kubernetes.io/is-default-class': 'true',
    };
    expect(
      print(STORAGE_CLASSES, { metadata: { annotations }, provisioner: 'p' }),
    ).toMatchObject({
      Name: 'x (default)',
      Provisioner: 'p',
      ReclaimPolicy: 'Delete',
      VolumeBindingMode: '<unset>',
      AllowVolumeExpansion: 'false',
    });
    expect(print(STORAGE_CLASSES, { provisioner: 'p' }).Name).toBe('x');
    expect(print(PRIORITY_CLASSES, { value: 7 })).toMatchObject({
      Value: 7,
      'Global-Default': 'false',
    });
  });

  it('of a quota keep requests and limits apart', () => {
    const hard = { 'limits.cpu': '4', pods: '10', 'requests.cpu': '2' };
    const used = { pods: '3', 'limits.cpu': '1' };
    expect(
      print(QUOTAS, { spec: { hard }, status: { hard, used } }),
    ).toMatchObject({
      Request: 'pods: 3/10, requests.cpu: 0/2',
      Limit: 'limits.cpu: 1/4',
    });
  });

  it.each([
    [{ minAvailable: 0 }, { 'Min Available': 0, 'Max Unavailable': 'N/A' }],
    [
      { maxUnavailable: '25%' },
      { 'Min Available': 'N/A', 'Max Unavailable': '25%' },
    ],
  ])('of the budget %j', (spec, expected) => {
    expect(print(DISRUPTION_BUDGETS, { spec })).toMatchObject(expected);
  });

  it('of secrets tell how much there is, and never what', () => {
    const cells = print(SECRETS, {
      type: 'Opaque',
      data: { password: 'aHVudGVyMg==' },
    });
    expect(cells).toMatchObject({ Type: 'Opaque', Data: 1 });
    expect(JSON.stringify(cells)).not.toContain('aHVudGVyMg');
    expect(print(SECRETS, {})).toMatchObject({ Type: '', Data: 0 });
  });

  it('of an external secret', () => {
    expect(
      print(EXTERNAL_SECRETS, {
        spec: { secretStoreRef: { kind: 'SecretStore', name: 'vault' } },
        status: {
          conditions: [
            { type: 'Ready', status: 'False', reason: 'SecretSyncedError' },
          ],
        },
      }),
    ).toMatchObject({
      StoreType: 'SecretStore',
      Store: 'vault',
      Status: 'SecretSyncedError',
      Ready: 'False',
    });
    expect(print(EXTERNAL_SECRETS, { spec: {} })).toMatchObject({
      Status: '',
      Ready: '',
    });
  });

  it('can print everything that is in a cluster, with a cell in each column', () => {
    const store = newStore({ namespaces: ['default'] });
    createShop(store);
    const printed = RESOURCE_TYPES.flatMap(type =>
      store.list(type).map(object => {
        const cells = print(type, object);
        expect(Object.values(cells)).not.toContain(undefined);
        expect(JSON.stringify(cells)).not.toMatch(
          /undefined|NaN|\[object Object\]/,
        );
        return type.kind;
      }),
    );
    expect(new Set(printed).size).toBeGreaterThan(15);
  });
});
