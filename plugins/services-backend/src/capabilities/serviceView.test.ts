import {
  serviceDocumentSchema,
  type Observed,
  type ServiceStatus,
} from '@mctl/plugin-platform-common';
import type { ApplicationStatus } from '@mctl/plugin-cluster-node';
import { MemoryCluster } from '@mctl/plugin-platform-node/testUtils';
import {
  application,
  containerState,
  pod,
  warning,
  workload,
} from '../testing/clusterSamples';
import { SHOP_IMAGE } from '../testing/shopText';
import { healthSchema, syncSchema } from './serviceSchemas';
import { eventsOf, hostOf, serviceStatus } from './serviceView';

const document = serviceDocumentSchema.parse({
  apiVersion: 'mctl.ai/v1',
  kind: 'Service',
  metadata: { name: 'shop', tenant: 'acme' },
  spec: {
    type: 'web',
    image: { repository: SHOP_IMAGE, tag: '2' },
    replicas: 2,
  },
});

let cluster: MemoryCluster;
beforeEach(() => {
  cluster = new MemoryCluster(() => new Date('2026-03-01T10:00:00Z'));
});

function show(seen?: Partial<ApplicationStatus>): ServiceStatus {
  if (seen) {
    cluster.applications.set('acme.svc.shop', application(seen));
  }
  return serviceStatus({ document, cluster, domain: 'apps.test' });
}

/** What is known, or why it is not. */
function valueOf<T>(observed: Observed<T>) {
  return 'value' in observed ? observed.value : observed.unknown;
}

describe('what is desired', () => {
  it('comes from the document alone', () => {
    expect(show()).toMatchObject({
      tenant: 'acme',
      service: 'shop',
      host: 'shop--acme.apps.test',
      desired: { image: SHOP_IMAGE, tag: '2', replicas: 2 },
    });
  });

  it('has no host when it serves no HTTP', () => {
    const worker = {
      ...document,
      spec: { ...document.spec, type: 'worker' as const },
    };
    expect(hostOf(worker, 'apps.test')).toBeNull();
  });
});

describe('health and sync', () => {
  const compared = { status: 'Synced', revision: '9fceb02' };
  it.each<[string, Partial<ApplicationStatus> | undefined, unknown, unknown]>([
    ['well', {}, { status: 'Healthy', message: null }, compared],
    [
      'out of step',
      { sync: 'OutOfSync', health: 'Progressing' },
      { status: 'Progressing', message: null },
      { ...compared, status: 'OutOfSync' },
    ],
    [
      'ill, and says why',
      { health: 'Degraded', healthMessage: 'too few pods' },
      { status: 'Degraded', message: 'too few pods' },
      compared,
    ],
    [
      'of unknown health',
      { health: 'Unknown' },
      'Argo CD does not know the health of the application',
      compared,
    ],
    [
      'not comparable',
      { sync: 'Unknown' },
      { status: 'Healthy', message: null },
      'Argo CD could not compare the application with the repository',
    ],
    [
      'compared with nothing yet',
      { revision: null },
      { status: 'Healthy', message: null },
      'Argo CD could not compare the application with the repository',
    ],
    [
      'not there',
      undefined,
      { status: 'Missing', message: 'Argo CD does not have the application' },
      'Argo CD does not have the application',
    ],
  ])('of an application that is %s', (_, seen, health, sync) => {
    const status = show(seen);
    expect(valueOf(status.health)).toEqual(health);
    expect(valueOf(status.sync)).toEqual(sync);
    // What is not known has the application's source all the same.
    expect([status.health.source, status.sync.source]).toEqual([
      'cluster',
      'cluster',
    ]);
  });

  it.each<Partial<ApplicationStatus> | undefined>([
    {},
    { health: 'Unknown' },
    { sync: 'Unknown' },
    { revision: null },
    undefined,
  ])('stay unknown with what was seen last: %j', seen => {
    cluster.outage = 'connection refused';
    const { health, sync } = show(seen);
    expect([valueOf(health), valueOf(sync)]).toEqual([
      'connection refused',
      'connection refused',
    ]);
    expect(healthSchema.parse(health)).toEqual(health);
    expect(syncSchema.parse(sync)).toEqual(sync);
    expect('last' in health).toBe(seen?.health !== 'Unknown');
    expect('last' in sync).toBe(
      seen !== undefined && seen.sync !== 'Unknown' && seen.revision !== null,
    );
  });

  it('name what keeps a pod from running', () => {
    cluster.workloads.set(
      'acme/shop',
      workload('2', {
        pods: [
          pod(
            '1',
            { state: containerState('waiting', { reason: 'Old' }) },
            {
              terminating: true,
            },
          ),
          pod('2', {
            state: containerState('waiting', { reason: 'ContainerCreating' }),
          }),
          pod('2', {
            state: containerState('waiting', {
              reason: 'ImagePullBackOff',
              message: 'failed to resolve: not found',
            }),
          }),
        ],
      }),
    );
    expect(
      valueOf(show({ health: 'Degraded', healthMessage: 'x' }).health),
    ).toEqual({
      status: 'Degraded',
      message: `The image ${SHOP_IMAGE}:2 cannot be pulled: not found`,
    });
  });
});

describe('replicas and pods', () => {
  it('show what runs', () => {
    cluster.workloads.set(
      'acme/shop',
      workload('2', {
        deployment: { desired: 2, ready: 1, updated: 2 },
        pods: [
          pod('2'),
          pod(
            '2',
            {
              ready: false,
              restarts: 4,
              state: containerState('waiting', {
                reason: 'CrashLoopBackOff',
                message: 'back-off 40s',
              }),
              lastState: containerState('terminated', {
                reason: 'OOMKilled',
                exitCode: 137,
              }),
            },
            { name: 'shop-2-y' },
          ),
          pod('1', {}, { name: 'shop-1-x', terminating: true }),
        ],
      }),
    );
    const { replicas, pods } = show();
    expect(valueOf(replicas)).toEqual({ desired: 2, ready: 1, updated: 2 });
    expect(valueOf(pods)).toEqual([
      {
        name: 'shop-2-x',
        phase: 'Running',
        ready: true,
        restarts: 0,
        tag: '2',
        reason: null,
        message: null,
        lastState: null,
        startedAt: '2026-03-01T10:00:00.000Z',
      },
      expect.objectContaining({
        name: 'shop-2-y',
        ready: false,
        restarts: 4,
        reason: 'CrashLoopBackOff',
        message: 'back-off 40s',
        lastState: 'OOMKilled (exit code 137)',
      }),
      expect.objectContaining({ name: 'shop-1-x', phase: 'Terminating' }),
    ]);
  });

  it.each([
    ['registry.test:5000/acme/shop:1.4.0', '1.4.0'],
    ['registry.test:5000/acme/shop', null],
    ['shop', null],
  ])('read the tag of %s', (image, tag) => {
    const pods = [pod('2', { image })];
    cluster.workloads.set('acme/shop', workload('2', { pods }));
    expect(valueOf(show().pods)).toMatchObject([{ tag }]);
  });

  it('are none when there is no deployment', () => {
    const { replicas, pods } = show();
    expect(valueOf(replicas)).toEqual({ desired: 2, ready: 0, updated: 0 });
    expect(valueOf(pods)).toEqual([]);
  });

  it('are unknown, not none, when the cluster cannot be seen', () => {
    cluster.workloads.set('acme/shop', workload('2'));
    cluster.outage = 'connection refused';
    expect(show()).toMatchObject({
      replicas: {
        unknown: 'connection refused',
        last: { value: { ready: 1 } },
      },
      pods: { unknown: 'connection refused', last: { value: [{ tag: '2' }] } },
    });
  });
});

describe('eventsOf', () => {
  it('tells warnings from other events', () => {
    cluster.events.set('acme/shop', [
      warning('2', { type: 'Normal', reason: 'Pulled', lastSeen: null }),
      warning('2'),
    ]);
    expect(valueOf(eventsOf(document, cluster))).toEqual([
      {
        source: 'event',
        object: 'Pod shop-2-x',
        reason: 'Pulled',
        message: 'manifest unknown',
        count: 3,
      },
      {
        source: 'warning',
        object: 'Pod shop-2-x',
        reason: 'Failed',
        message: 'manifest unknown',
        time: '2026-03-01T10:00:00.000Z',
        count: 3,
      },
    ]);
  });
});
