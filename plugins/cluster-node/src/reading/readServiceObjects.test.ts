import type {
  V1CronJob,
  V1Job,
  V1PersistentVolumeClaim,
  V1Pod,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import { readAutoscaler } from './readAutoscaler';
import { readClaim } from './readClaim';
import { readCronJob, readJob } from './readJob';

const json = <T>(value: object): T => JSON.parse(JSON.stringify(value));
const TIME = '2026-01-01T00:00:00Z';
const ISO = '2026-01-01T00:00:00.000Z';

describe('readJob', () => {
  const read = (job: object, pods: object[] = []) =>
    readJob(
      json<V1Job>(job),
      pods.map(pod => json<V1Pod>(pod)),
    );

  it.each([
    ['runs', {}, {}, { state: 'running' }],
    ['waits', { suspend: true }, {}, { state: 'suspended' }],
    [
      'succeeded',
      {},
      {
        succeeded: 1,
        completionTime: TIME,
        conditions: [
          { type: 'SuccessCriteriaMet', status: 'True' },
          { type: 'Complete', status: 'True' },
        ],
      },
      { state: 'succeeded', finishedAt: ISO, reason: null, succeeded: 1 },
    ],
    [
      'failed',
      {},
      {
        failed: 3,
        conditions: [
          { type: 'Complete', status: 'False' },
          {
            type: 'Failed',
            status: 'True',
            reason: 'BackoffLimitExceeded',
            message: 'Job has reached the specified backoff limit',
            lastTransitionTime: TIME,
          },
        ],
      },
      {
        state: 'failed',
        reason: 'BackoffLimitExceeded',
        message: 'Job has reached the specified backoff limit',
        finishedAt: ISO,
        failed: 3,
      },
    ],
  ])('reads one that %s', (_, spec, status, expected) => {
    expect(read({ metadata: { name: 'j' }, spec, status })).toMatchObject({
      name: 'j',
      ...expected,
    });
  });

  it('says what it is for, and has its pods in order', () => {
    const pod = (name: string, creationTimestamp: string) => ({
      metadata: { name, creationTimestamp },
    });
    const job = read(
      {
        metadata: {
          name: 'shop-1',
          annotations: { 'argocd.argoproj.io/hook': 'PreSync' },
          ownerReferences: [{ kind: 'CronJob', name: 'shop', uid: 'c' }],
        },
        spec: { template: { spec: { containers: [{ image: 'shop:1' }] } } },
      },
      [pod('b', '2026-01-01T00:00:02Z'), pod('a', '2026-01-01T00:00:01Z')],
    );
    expect(job).toMatchObject({
      cronJob: 'shop',
      hook: 'PreSync',
      image: 'shop:1',
    });
    expect(job.pods.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('readCronJob', () => {
  it('reads when it runs, and when it ran', () => {
    const cronJob = json<V1CronJob>({
      metadata: { name: 'shop', namespace: 'acme', generation: 2 },
      spec: {
        schedule: '0 3 * * *',
        suspend: true,
        jobTemplate: {
          spec: { template: { spec: { containers: [{ image: 'shop:1' }] } } },
        },
      },
      status: {
        active: [{ name: 'shop-1' }],
        lastScheduleTime: TIME,
        lastSuccessfulTime: TIME,
      },
    });
    expect(readCronJob(cronJob)).toMatchObject({
      name: 'shop',
      generation: 2,
      schedule: '0 3 * * *',
      suspended: true,
      active: 1,
      image: 'shop:1',
      lastScheduledAt: ISO,
      lastSucceededAt: ISO,
    });
  });

  it('reads one that never ran', () => {
    const cronJob = json<V1CronJob>({ metadata: { name: 'shop' } });
    expect(readCronJob(cronJob)).toMatchObject({
      suspended: false,
      active: 0,
      lastScheduledAt: null,
      lastSucceededAt: null,
    });
  });
});

describe('readAutoscaler', () => {
  const spec = {
    scaleTargetRef: { kind: 'Deployment', name: 'shop' },
    maxReplicas: 5,
    metrics: [
      { type: 'Resource', resource: { name: 'memory', target: {} } },
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { averageUtilization: 80 } },
      },
    ],
  };

  it('reads what it wants and what it measured', () => {
    expect(
      readAutoscaler(
        json<V2HorizontalPodAutoscaler>({
          metadata: { name: 'shop', namespace: 'acme' },
          spec: { ...spec, minReplicas: 2 },
          status: {
            currentReplicas: 2,
            desiredReplicas: 4,
            lastScaleTime: TIME,
            currentMetrics: [
              {
                type: 'Resource',
                resource: { name: 'cpu', current: { averageUtilization: 150 } },
              },
            ],
            conditions: [
              {
                type: 'ScalingLimited',
                status: 'False',
                reason: 'DesiredWithinRange',
                lastTransitionTime: TIME,
              },
            ],
          },
        }),
      ),
    ).toEqual({
      namespace: 'acme',
      name: 'shop',
      target: 'shop',
      min: 2,
      max: 5,
      current: 2,
      desired: 4,
      cpu: { target: 80, current: 150 },
      lastScaledAt: ISO,
      conditions: [
        {
          type: 'ScalingLimited',
          status: 'False',
          reason: 'DesiredWithinRange',
          message: null,
          lastTransitionTime: ISO,
        },
      ],
    });
  });

  it('knows no use that it could not measure', () => {
    const autoscaler = json<V2HorizontalPodAutoscaler>({ spec });
    expect(readAutoscaler(autoscaler)).toMatchObject({
      min: 1,
      current: 0,
      cpu: { target: 80, current: null },
      lastScaledAt: null,
    });
  });
});

describe('readClaim', () => {
  it('reads what is wanted and what there is', () => {
    const claim = json<V1PersistentVolumeClaim>({
      metadata: { name: 'shop--data', namespace: 'acme', uid: 'u' },
      spec: {
        storageClassName: 'standard',
        resources: { requests: { storage: '2Gi' } },
      },
      status: {
        phase: 'Bound',
        capacity: { storage: '1Gi' },
        conditions: [{ type: 'Resizing', status: 'True' }],
      },
    });
    expect(readClaim(claim)).toMatchObject({
      name: 'shop--data',
      phase: 'Bound',
      requested: '2Gi',
      capacity: '1Gi',
      storageClass: 'standard',
      conditions: [{ type: 'Resizing' }],
    });
    expect(readClaim({ metadata: { name: 'new' } })).toMatchObject({
      phase: 'Pending',
      requested: null,
      capacity: null,
    });
  });
});
