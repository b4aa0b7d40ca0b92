import {
  serviceDocumentSchema,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import type { JobInfo } from '@mctl/plugin-cluster-node';
import { MemoryCluster } from '@mctl/plugin-platform-node/testUtils';
import {
  application,
  containerState,
  pod,
  workload,
} from '../testing/clusterSamples';
import { SHOP_IMAGE } from '../testing/shopText';
import { serviceHealth } from './serviceHealth';

let cluster: MemoryCluster;
beforeEach(() => {
  cluster = new MemoryCluster(() => new Date('2026-03-01T10:00:00Z'));
  cluster.applications.set('acme.svc.shop', application());
});

function document(spec: Partial<ServiceDocument['spec']>): ServiceDocument {
  return serviceDocumentSchema.parse({
    apiVersion: 'mctl.ai/v1',
    kind: 'Service',
    metadata: { name: 'shop', tenant: 'acme' },
    spec: {
      type: 'web',
      image: { repository: SHOP_IMAGE, tag: '2' },
      ...spec,
    },
  });
}

const cron: Partial<ServiceDocument['spec']> = {
  type: 'cron',
  schedule: '0 3 * * *',
};

function run(name: string, rest: Partial<JobInfo>): JobInfo {
  return {
    namespace: 'acme',
    name,
    uid: name,
    cronJob: 'shop',
    hook: null,
    state: 'succeeded',
    reason: null,
    message: null,
    active: 0,
    succeeded: 1,
    failed: 0,
    image: 'shop:2',
    createdAt: '2026-03-01T03:00:00.000Z',
    startedAt: null,
    finishedAt: null,
    labels: {},
    annotations: {},
    pods: [],
    ...rest,
  };
}

const crashing = pod('2', {
  ready: false,
  restarts: 3,
  state: containerState('waiting', { reason: 'CrashLoopBackOff' }),
});

describe('the health of a service', () => {
  it.each([
    ['a service', {}, 'asleep: it is scaled to 0 replicas'],
    ['a schedule', cron, 'asleep: its schedule is paused'],
  ])('of %s that sleeps is not ill', (_, spec, message) => {
    for (const health of ['Healthy', 'Suspended'] as const) {
      cluster.applications.set('acme.svc.shop', application({ health }));
      expect(
        serviceHealth(document({ ...spec, replicas: 0 }), cluster),
      ).toMatchObject({ value: { status: 'Suspended', message } });
    }
  });

  it('is not asleep before it is', () => {
    for (const health of ['Progressing', 'Degraded'] as const) {
      cluster.applications.set('acme.svc.shop', application({ health }));
      expect(serviceHealth(document({ replicas: 0 }), cluster)).toMatchObject({
        value: { status: health },
      });
    }
    cluster.applications.clear();
    expect(serviceHealth(document({ replicas: 0 }), cluster)).toMatchObject({
      value: { status: 'Missing' },
    });
  });

  it('is explained by its pods', () => {
    cluster.applications.set(
      'acme.svc.shop',
      application({ health: 'Degraded', healthMessage: 'too few' }),
    );
    cluster.workloads.set('acme/shop', workload('2', { pods: [crashing] }));
    expect(serviceHealth(document({ replicas: 1 }), cluster)).toMatchObject({
      value: {
        status: 'Degraded',
        message: 'The container shop keeps crashing, 3 times so far',
      },
    });
  });

  it('is that of the last run that ended', () => {
    const failed = run('shop-2', {
      state: 'failed',
      message: 'Job has reached the specified backoff limit',
    });
    const set = (...jobs: JobInfo[]) => cluster.jobsOf.set('acme/shop', jobs);
    set(run('shop-3', { state: 'running' }), failed, run('shop-1', {}));
    expect(serviceHealth(document(cron), cluster)).toMatchObject({
      value: {
        status: 'Degraded',
        message:
          'The last run, shop-2, failed: Job has reached the specified backoff limit',
      },
    });
    set(run('shop-3', {}), failed);
    expect(serviceHealth(document(cron), cluster)).toMatchObject({
      value: { status: 'Healthy', message: null },
    });
    // The job before a deploy is no run.
    set(run('shop--before-deploy', { ...failed, cronJob: null }));
    expect(serviceHealth(document(cron), cluster)).toMatchObject({
      value: { status: 'Healthy' },
    });
  });

  it('is explained by the pods of runs', () => {
    cluster.jobsOf.set('acme/shop', [
      run('shop-1', { state: 'running', pods: [crashing] }),
    ]);
    expect(serviceHealth(document(cron), cluster)).toMatchObject({
      value: { message: expect.stringContaining('keeps crashing') },
    });
  });

  it('is unknown when the cluster is, with what was seen last', () => {
    cluster.outage = 'gone';
    expect(serviceHealth(document({ replicas: 0 }), cluster)).toMatchObject({
      unknown: 'gone',
      last: { value: { status: 'Suspended' } },
    });
  });
});
