import {
  serviceDocumentSchema,
  type ServiceDocument,
} from '@mctl/plugin-platform-common';
import type { Workload } from '@mctl/plugin-cluster-node';
import {
  DOCUMENT_DIGEST_ANNOTATION,
  documentDigest,
} from '@mctl/plugin-gitops-node';
import { MemoryCluster } from '@mctl/plugin-platform-node/testUtils';
import {
  containerState,
  cronJob,
  pod,
  warning,
  workload,
} from '../testing/clusterSamples';
import { SHOP_IMAGE } from '../testing/shopText';
import { checkRollout } from './rolloutHealthy';

const document: ServiceDocument = serviceDocumentSchema.parse({
  apiVersion: 'mctl.ai/v1',
  kind: 'Service',
  metadata: { name: 'shop', tenant: 'acme' },
  spec: {
    type: 'web',
    image: { repository: SHOP_IMAGE, tag: '2' },
    replicas: 1,
  },
});

let cluster: MemoryCluster;
beforeEach(() => {
  cluster = new MemoryCluster(() => new Date('2026-03-01T10:00:00Z'));
});

/** Looks at a deployment that was rendered from the document, or from another. */
function check(
  seen: Workload | undefined,
  options: {
    spec?: Partial<ServiceDocument['spec']>;
    renderedFrom?: Partial<ServiceDocument['spec']>;
  } = {},
) {
  const wanted = { ...document, spec: { ...document.spec, ...options.spec } };
  const rendered = {
    ...wanted,
    spec: { ...wanted.spec, ...options.renderedFrom },
  };
  if (seen) {
    cluster.workloads.set('acme/shop', {
      ...seen,
      deployment: {
        ...seen.deployment,
        annotations: { [DOCUMENT_DIGEST_ANNOTATION]: documentDigest(rendered) },
      },
    });
  }
  return checkRollout({ document: wanted, cluster });
}

const waitingFor = (
  reason: string,
  restarts = 0,
  exitCode: number | null = null,
) =>
  pod('2', {
    ready: false,
    restarts,
    state: containerState('waiting', { reason, message: 'manifest unknown' }),
    lastState:
      exitCode === null
        ? null
        : containerState('terminated', {
            reason: 'Error',
            exitCode,
            finishedAt: '2026-03-01T09:59:00.000Z',
          }),
  });
const incomplete = { updated: 1, replicas: 1, ready: 0, available: 0 };

describe('a rollout that is not proven yet', () => {
  it.each<[string, Partial<ServiceDocument['spec']>]>([
    ['the image', { image: { repository: SHOP_IMAGE, tag: '1' } }],
    ['the number of replicas', { replicas: 3 }],
    ['the environment', { env: { APP_ENV: 'staging' } }],
    ['the probes', { probes: { liveness: { tcp: 8080 } } }],
  ])('waits while the deployment has %s of an earlier document', (_, spec) => {
    expect(check(workload('2'), { renderedFrom: spec })).toMatchObject({
      outcome: 'waiting',
      message: expect.stringContaining('not taken over'),
    });
  });

  it.each<[string, Workload | undefined, string]>([
    ['there is no deployment', undefined, 'not there yet'],
    [
      'the controller has not seen the deployment',
      workload('2', { deployment: { generation: 3 } }),
      'not taken over',
    ],
    [
      'no pod is up to date',
      workload('2', { deployment: { updated: 0 }, pods: [pod('1')] }),
      '0 of 1 replicas of 2 are ready',
    ],
    [
      'old pods are still there',
      workload('2', {
        deployment: { replicas: 2 },
        pods: [pod('2'), pod('1')],
      }),
      '1 of 1 replicas of 2 are ready',
    ],
    [
      'pods are ready but not available',
      workload('2', { deployment: { available: 0 } }),
      '1 of 1',
    ],
    [
      'the container is being made',
      workload('2', {
        deployment: incomplete,
        pods: [waitingFor('ContainerCreating')],
      }),
      '0 of 1',
    ],
    [
      'the image could not be pulled once',
      workload('2', {
        deployment: incomplete,
        pods: [waitingFor('ErrImagePull')],
      }),
      '0 of 1',
    ],
    [
      'the container crashed once',
      workload('2', {
        deployment: incomplete,
        pods: [waitingFor('CrashLoopBackOff', 1, 1)],
      }),
      '0 of 1',
    ],
    [
      'the rollout goes on',
      workload('2', {
        deployment: {
          ...incomplete,
          conditions: [
            {
              type: 'Progressing',
              status: 'True',
              reason: 'ReplicaSetUpdated',
              message: null,
              lastTransitionTime: null,
            },
          ],
        },
      }),
      '1 of 1',
    ],
  ])('waits when %s', (_, seen, message) => {
    expect(check(seen)).toMatchObject({
      outcome: 'waiting',
      message: expect.stringContaining(message),
    });
  });

  it('waits while the cluster cannot be seen, even if it was well before', () => {
    cluster.outage = 'connection refused';
    expect(check(workload('2'))).toMatchObject({
      outcome: 'waiting',
      message: 'The cluster cannot be seen: connection refused',
    });
  });

  it('shows the warnings it has so far', () => {
    cluster.events.set('acme/shop', [warning('2')]);
    const pods = [waitingFor('ErrImagePull')];
    expect(
      check(workload('2', { deployment: incomplete, pods })),
    ).toMatchObject({
      evidence: [{ reason: 'Failed', message: 'manifest unknown' }],
    });
  });
});

describe('a rollout that has failed', () => {
  it.each([
    ['ImagePullBackOff', `The image ${SHOP_IMAGE}:2 cannot be pulled`],
    ['InvalidImageName', 'The container shop cannot start: manifest unknown'],
    [
      'CreateContainerConfigError',
      'The container shop cannot start: manifest unknown',
    ],
  ])('fails on %s with the events as evidence', (reason, message) => {
    cluster.events.set('acme/shop', [
      warning('1', { message: 'about another release' }),
      warning('2', { type: 'Normal', message: 'Pulling image' }),
      warning('2'),
    ]);
    const pods = [pod('1'), waitingFor(reason)];
    expect(check(workload('2', { deployment: incomplete, pods }))).toEqual({
      outcome: 'failed',
      message,
      hint: expect.stringContaining('rollback-service'),
      evidence: [
        {
          source: 'event',
          object: 'Pod acme/shop-2-x',
          reason: 'Failed',
          message: 'manifest unknown',
          time: '2026-03-01T10:00:00.000Z',
          count: 3,
        },
      ],
    });
  });

  it('fails when the container keeps crashing, and says how', () => {
    const pods = [waitingFor('CrashLoopBackOff', 2, 137)];
    expect(
      check(workload('2', { deployment: incomplete, pods })),
    ).toMatchObject({
      outcome: 'failed',
      message:
        'The container shop keeps crashing with exit code 137, 2 times so far',
      evidence: [
        {
          source: 'pod',
          object: 'Pod acme/shop-2-x',
          reason: 'Error',
          message: 'container shop ended with exit code 137',
          time: '2026-03-01T09:59:00.000Z',
        },
      ],
    });
  });

  it('fails when Kubernetes gives up on the rollout', () => {
    const conditions = [
      {
        type: 'Progressing',
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: 'ReplicaSet "shop-2" has timed out progressing.',
        lastTransitionTime: null,
      },
    ];
    expect(
      check(workload('2', { deployment: { ...incomplete, conditions } })),
    ).toMatchObject({
      outcome: 'failed',
      message:
        'The rollout made no progress in time: ReplicaSet "shop-2" has timed out progressing.',
    });
  });

  it('keeps no more than ten pieces of evidence, the newest', () => {
    cluster.events.set(
      'acme/shop',
      Array.from({ length: 12 }, (_, index) =>
        warning('2', { message: `warning ${index}` }),
      ),
    );
    const pods = [waitingFor('ImagePullBackOff')];
    const outcome = check(workload('2', { deployment: incomplete, pods }));
    const evidence = 'evidence' in outcome ? outcome.evidence : [];
    expect(evidence?.map(({ message }) => message)).toEqual(
      Array.from({ length: 10 }, (_, index) => `warning ${index + 2}`),
    );
  });
});

describe('a rollout that is proven', () => {
  it('passes once every replica runs the release and is ready', () => {
    expect(check(workload('2'))).toEqual({
      outcome: 'passed',
      message: '1 of 1 replicas run 2 and are ready',
    });
  });

  it('does not mind a pod of the release before that is on its way out', () => {
    const pods = [pod('2'), pod('1', {}, { terminating: true })];
    expect(check(workload('2', { pods })).outcome).toBe('passed');
  });

  it('passes without replicas when none are wanted', () => {
    const none = {
      desired: 0,
      replicas: 0,
      updated: 0,
      ready: 0,
      available: 0,
    };
    expect(
      check(workload('2', { deployment: none, pods: [] }), {
        spec: { replicas: 0 },
      }),
    ).toMatchObject({ outcome: 'passed' });
  });

  it('does not blame the release for crashes of older pods of the same tag', () => {
    const crashing = waitingFor('CrashLoopBackOff', 9, 1);
    const replicaSets = [
      { name: 'shop-2', revision: 1 },
      { name: 'shop-2b', revision: 2 },
    ];
    const pods = [crashing, pod('2', {}, { replicaSet: 'shop-2b' })];
    expect(
      check(workload('2', { deployment: { replicas: 2 }, replicaSets, pods })),
    ).toMatchObject({ outcome: 'waiting' });
    expect(check(workload('2', { replicaSets, pods })).outcome).toBe('passed');
  });
});

describe('a service that sleeps', () => {
  const none = { desired: 0, replicas: 0, updated: 0, ready: 0, available: 0 };
  const asleep = { spec: { replicas: 0 } };

  it('passes when no replica is left, and says so', () => {
    expect(
      check(workload('2', { deployment: none, pods: [] }), asleep),
    ).toEqual({
      outcome: 'passed',
      message: 'The service sleeps: no replica is left',
    });
  });

  it('waits until the last one has ended', () => {
    const ending = { ...none, replicas: 1 };
    expect(
      check(workload('2', { deployment: ending, pods: [pod('2')] }), asleep),
    ).toMatchObject({
      outcome: 'waiting',
      message: '1 replicas are still to end',
    });
  });
});

describe('a service that is autoscaled', () => {
  const scaled = {
    spec: { replicas: undefined, autoscaling: { min: 2, max: 5, cpu: 80 } },
  };
  const running = (counts: Partial<Workload['deployment']>) =>
    check(workload('2', { deployment: counts }), scaled);

  it('passes with as many as it has to have, while more are on their way', () => {
    expect(
      running({ desired: 4, replicas: 4, updated: 4, available: 3 }),
    ).toEqual({
      outcome: 'passed',
      message:
        '3 replicas run 2 and are ready, of 2 to 5 that autoscaling keeps',
    });
  });

  it.each([
    ['fewer', { desired: 2, replicas: 2, updated: 2, available: 1 }],
    ['old ones', { desired: 3, replicas: 3, updated: 2, available: 3 }],
  ])('waits with %s', (_, counts) => {
    expect(running(counts)).toMatchObject({ outcome: 'waiting' });
  });

  it('counts from the fewest before the autoscaler has acted', () => {
    expect(
      running({ desired: 1, replicas: 1, updated: 1, available: 1 }),
    ).toMatchObject({
      outcome: 'waiting',
      message: '1 of 2 replicas of 2 are ready',
    });
  });
});

describe('a service that runs on a schedule', () => {
  const cron: ServiceDocument = {
    ...document,
    spec: {
      type: 'cron',
      schedule: '0 3 * * *',
      image: document.spec.image,
    },
  };
  const seen = (
    rest: Parameters<typeof cronJob>[0] = {},
    wanted: ServiceDocument = cron,
  ) => {
    cluster.cronJobs.set(
      'acme/shop',
      cronJob({
        annotations: { [DOCUMENT_DIGEST_ANNOTATION]: documentDigest(wanted) },
        ...rest,
      }),
    );
    return checkRollout({ document: wanted, cluster });
  };

  it('passes once its cron job has the schedule', () => {
    expect(seen()).toEqual({
      outcome: 'passed',
      message: '2 runs at 0 3 * * *',
    });
  });

  it('passes asleep once its cron job is suspended', () => {
    const asleep = { ...cron, spec: { ...cron.spec, replicas: 0 } };
    expect(seen({ suspended: false }, asleep).outcome).toBe('waiting');
    expect(seen({ suspended: true }, asleep)).toEqual({
      outcome: 'passed',
      message: 'The service sleeps: the schedule 0 3 * * * is suspended',
    });
  });

  it.each([
    ['of an earlier document', { annotations: {} }],
    ['with another schedule', { schedule: '@daily' }],
    ['that is still suspended', { suspended: true }],
  ])('waits with a cron job %s', (_, rest) => {
    expect(seen(rest)).toMatchObject({
      outcome: 'waiting',
      message: 'The cron job has not taken over the release yet',
    });
  });

  it('waits while there is no cron job', () => {
    expect(checkRollout({ document: cron, cluster })).toMatchObject({
      outcome: 'waiting',
      message: 'The cron job is not there yet',
    });
  });

  it('waits for the deployment of before to go', () => {
    cluster.workloads.set('acme/shop', workload('2'));
    expect(seen()).toMatchObject({
      outcome: 'waiting',
      message: 'The deployment of before is still there',
    });
  });

  it('waits while the cluster cannot be seen', () => {
    cluster.outage = 'connection refused';
    expect(seen()).toMatchObject({
      outcome: 'waiting',
      message: 'The cluster cannot be seen: connection refused',
    });
  });
});

describe('a quota that keeps pods from being made', () => {
  it('is told as evidence', () => {
    cluster.events.set('acme/shop', [
      warning('2', {
        reason: 'FailedCreate',
        message: 'exceeded quota: tenant',
        object: { kind: 'ReplicaSet', name: 'shop-2', uid: 'replica-set' },
      }),
    ]);
    expect(
      check(workload('2', { deployment: incomplete, pods: [] })),
    ).toMatchObject({
      outcome: 'waiting',
      evidence: [{ object: 'ReplicaSet acme/shop-2', reason: 'FailedCreate' }],
    });
  });
});
