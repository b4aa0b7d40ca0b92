import type { JobInfo } from '@mctl/plugin-cluster-node';
import { MemoryCluster } from '@mctl/plugin-platform-node/testUtils';
import { containerState, pod, warning } from '../testing/clusterSamples';
import { shop } from '../testing/ShopPlatform';
import { explainBeforeDeploy } from './explainBeforeDeploy';

let cluster: MemoryCluster;
beforeEach(() => {
  cluster = new MemoryCluster(() => new Date('2026-03-01T10:00:00Z'));
});

function job(rest: Partial<JobInfo> = {}): JobInfo {
  return {
    namespace: 'acme',
    name: 'shop-before-deploy',
    uid: 'job',
    cronJob: null,
    hook: 'PreSync',
    state: 'failed',
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
    active: 0,
    succeeded: 0,
    failed: 1,
    image: 'ghcr.io/acme/shop:2',
    createdAt: '2026-03-01T09:59:00.000Z',
    startedAt: null,
    finishedAt: null,
    labels: {},
    annotations: {},
    pods: [],
    ...rest,
  };
}

const explain = (...jobs: JobInfo[]) => {
  cluster.jobsOf.set('acme/shop', jobs);
  return explainBeforeDeploy({ input: shop, cluster });
};

describe('a sync that failed', () => {
  it('is explained by the job before the deploy, with how it ended', () => {
    cluster.events.set('acme/shop', [
      warning('2'),
      warning('2', {
        reason: 'BackoffLimitExceeded',
        message: 'Job has reached the specified backoff limit',
        object: { kind: 'Job', name: 'shop-before-deploy', uid: 'job' },
      }),
    ]);
    const ended = pod('2', {
      ready: false,
      state: containerState('terminated', { reason: 'Error', exitCode: 3 }),
    });
    expect(explain(job({ pods: [{ ...ended, name: 'job-x' }] }))).toEqual({
      message:
        'The job before the deploy failed: Job has reached the specified backoff limit',
      hint: expect.stringContaining('the release before keeps running'),
      evidence: [
        {
          source: 'pod',
          object: 'Pod acme/job-x',
          reason: 'Error',
          message: 'container shop ended with exit code 3',
        },
        expect.objectContaining({
          source: 'event',
          object: 'Job acme/shop-before-deploy',
          reason: 'BackoffLimitExceeded',
        }),
      ],
    });
  });

  it.each([
    ['no job', []],
    ['a job that runs', [job({ state: 'running' })]],
    ['a job of its schedule', [job({ hook: null, cronJob: 'shop' })]],
    [
      'a job that failed before the newest succeeded',
      [job({ state: 'succeeded' }), job()],
    ],
  ])('is not explained by %s', (_, jobs) => {
    expect(explain(...jobs)).toBeUndefined();
  });

  it('is not explained while the cluster cannot be seen', () => {
    cluster.outage = 'connection refused';
    expect(explain(job())).toBeUndefined();
  });
});
