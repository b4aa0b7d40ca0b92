import fc from 'fast-check';
import type { Job, JobSpec } from '../../store/batchObjects';
import type { ContainerStatus } from '../../store/objects';
import { JOBS, PODS, QUOTAS } from '../../store/resources';
import { reportPod, startControllers } from '../__testUtils__/startControllers';
import { addAdmissions } from '../admission/addAdmissions';
import { QuotaUsage } from '../quota/QuotaUsage';
import { JobController } from './JobController';

function start(spec: Partial<JobSpec> = {}) {
  const cluster = startControllers(
    context => [new JobController(context)],
    ({ store }) =>
      addAdmissions({ store, usage: QuotaUsage.create({ store }) }),
  );
  const { store, clock, settle } = cluster;
  const create = () => {
    const job = store.create<Job>(JOBS, {
      metadata: { name: 'migrate', namespace: 'acme' },
      spec: {
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'migrate', image: 'acme/shop:1' }],
          },
        },
        ...spec,
      },
    });
    settle();
    return job;
  };
  const pods = () => store.list(PODS).map(({ metadata }) => metadata.name);
  const job = () => store.get(JOBS, 'acme', 'migrate');
  /** Ends a pod, as the kubelet would. */
  const finish = (name: string, exitCode = 0) => {
    const status: ContainerStatus = {
      name: 'migrate',
      image: 'acme/shop:1',
      imageID: '',
      ready: false,
      started: false,
      restartCount: 0,
      lastState: {},
      state: {
        terminated: {
          exitCode,
          reason: exitCode === 0 ? 'Completed' : 'Error',
          startedAt: clock.now().toISOString(),
          finishedAt: clock.now().toISOString(),
          containerID: '',
        },
      },
    };
    store.modify(PODS, 'acme', name, draft => {
      draft.status = {
        ...draft.status,
        phase: exitCode === 0 ? 'Succeeded' : 'Failed',
        containerStatuses: [status],
      };
    });
    settle();
  };
  const newest = () => pods().at(-1) ?? '';
  const condition = (type: string) =>
    job()?.status?.conditions?.find(each => each.type === type);
  return { ...cluster, create, pods, job, finish, newest, condition };
}

describe('JobController', () => {
  it('runs one pod to its end', () => {
    const { create, pods, job, finish, newest, condition, told, store } =
      start();
    const { metadata } = create();
    expect(pods()).toEqual([expect.stringMatching(/^migrate-[a-z0-9]{5}$/)]);
    expect(store.list(PODS)[0].metadata.labels).toEqual({
      'batch.kubernetes.io/controller-uid': metadata.uid,
      'batch.kubernetes.io/job-name': 'migrate',
      'controller-uid': metadata.uid,
      'job-name': 'migrate',
    });
    expect(job()?.status).toEqual({
      startTime: '2026-01-01T00:00:00Z',
      active: 1,
      ready: 0,
      terminating: 0,
    });
    finish(newest());
    expect(job()?.status).toMatchObject({
      succeeded: 1,
      completionTime: '2026-01-01T00:00:00Z',
    });
    expect(job()?.status).not.toHaveProperty('active');
    expect(condition('Complete')).toMatchObject({
      status: 'True',
      reason: 'CompletionsReached',
      message: 'Reached expected number of succeeded pods',
    });
    expect(told('migrate')).toEqual([
      `SuccessfulCreate: Created pod: ${newest()}`,
      'Completed: Job completed',
    ]);
  });

  it('tries again after a back-off that doubles', () => {
    const { clock, create, pods, finish, newest } = start();
    create();
    finish(newest(), 1);
    clock.advance(9900);
    expect(pods()).toHaveLength(1);
    clock.advance(200);
    expect(pods()).toHaveLength(2);
    finish(newest(), 1);
    clock.advance(19_000);
    expect(pods()).toHaveLength(2);
    clock.advance(2000);
    expect(pods()).toHaveLength(3);
  });

  it('gives up beyond the limit of failures', () => {
    const { clock, create, pods, finish, newest, condition, told, job } = start(
      { backoffLimit: 1 },
    );
    create();
    finish(newest(), 1);
    clock.advance(10_100);
    finish(newest(), 1);
    expect(condition('Failed')).toMatchObject({
      status: 'True',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    });
    expect(job()?.status).toMatchObject({ failed: 2 });
    expect(job()?.status).not.toHaveProperty('completionTime');
    clock.advance(600_000);
    expect(pods()).toHaveLength(2);
    expect(told('migrate')).toContain(
      'BackoffLimitExceeded: Job has reached the specified backoff limit',
    );
  });

  it('counts restarts of containers that are restarted in place', () => {
    const { store, create, newest, settle, condition } = start({
      backoffLimit: 2,
      template: {
        spec: {
          restartPolicy: 'OnFailure',
          containers: [{ name: 'migrate', image: 'acme/shop:1' }],
        },
      },
    });
    create();
    store.modify(PODS, 'acme', newest(), draft => {
      draft.status = {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'migrate',
            image: 'i',
            imageID: '',
            ready: false,
            started: true,
            restartCount: 2,
            state: {},
            lastState: {},
          },
        ],
      };
    });
    settle();
    expect(condition('Failed')?.reason).toBe('BackoffLimitExceeded');
  });

  it('ends what takes too long, its pods too', () => {
    const { clock, create, pods, condition, told } = start({
      activeDeadlineSeconds: 30,
    });
    create();
    clock.advance(29_000);
    expect(condition('Failed')).toBeUndefined();
    clock.advance(1000);
    expect(condition('Failed')).toMatchObject({
      reason: 'DeadlineExceeded',
      message: 'Job was active longer than specified deadline',
    });
    expect(pods()).toEqual([]);
    expect(told('migrate')).toContain(
      'DeadlineExceeded: Job was active longer than specified deadline',
    );
  });

  it('goes away some time after its end', () => {
    const { clock, create, finish, newest, job } = start({
      ttlSecondsAfterFinished: 60,
    });
    create();
    finish(newest());
    clock.advance(59_000);
    expect(job()).toBeDefined();
    clock.advance(1001);
    expect(job()).toBeUndefined();
  });

  it('waits while it is suspended', () => {
    const { store, create, pods, settle, condition, told, job } = start();
    create();
    const suspend = (value: boolean) => {
      store.modify(JOBS, 'acme', 'migrate', draft => {
        draft.spec.suspend = value;
      });
      settle();
    };
    suspend(true);
    expect(pods()).toEqual([]);
    expect(condition('Suspended')).toMatchObject({
      status: 'True',
      reason: 'JobSuspended',
    });
    expect(job()?.status).not.toHaveProperty('startTime');
    suspend(false);
    expect(pods()).toHaveLength(1);
    expect(condition('Suspended')).toMatchObject({
      status: 'False',
      reason: 'JobResumed',
    });
    expect(told('migrate')).toEqual(
      expect.arrayContaining([
        'Suspended: Job suspended',
        'Resumed: Job resumed',
      ]),
    );
  });

  it('fails at once when its policy says so', () => {
    const { create, finish, newest, condition } = start({
      podFailurePolicy: {
        rules: [
          {
            action: 'FailJob',
            onExitCodes: { operator: 'In', values: [42] },
          },
        ],
      },
    });
    create();
    const name = newest();
    finish(name, 42);
    expect(condition('Failed')).toMatchObject({
      reason: 'PodFailurePolicy',
      message: `Container migrate for pod acme/${name} failed with exit code 42 matching FailJob rule at index 0`,
    });
  });

  it('does not count what its policy ignores', () => {
    const { create, finish, newest, condition } = start({
      backoffLimit: 0,
      podFailurePolicy: {
        rules: [
          {
            action: 'Ignore',
            onExitCodes: { operator: 'NotIn', values: [1] },
          },
        ],
      },
    });
    create();
    finish(newest(), 137);
    expect(condition('Failed')).toBeUndefined();
  });

  it('says when a quota leaves no room, and tries again', () => {
    const { store, clock, create, pods, told } = start();
    store.create(QUOTAS, {
      metadata: { name: 'tenant', namespace: 'acme' },
      spec: { hard: { pods: '0' } },
    });
    create();
    expect(told('migrate')[0]).toMatch(
      /^FailedCreate: Error creating: pods "migrate-[a-z0-9]{5}" is forbidden: exceeded quota: tenant/,
    );
    store.remove(QUOTAS, 'acme', 'tenant');
    clock.advance(1100);
    expect(pods()).toHaveLength(1);
  });

  it('never runs more at once than it may, and ends with all it needs', () => {
    const size = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(size, size, (parallelism, completions) => {
        const { store, create, finish, job, condition } = start({
          parallelism,
          completions,
        });
        create();
        for (let round = 0; round < completions; round += 1) {
          const running = store
            .list(PODS)
            .filter(({ status }) => status?.phase === 'Pending');
          expect(running.length).toBeLessThanOrEqual(parallelism);
          expect(condition('Complete')).toBeUndefined();
          finish(running[0].metadata.name);
        }
        expect(condition('Complete')?.status).toBe('True');
        expect(job()?.status?.succeeded).toBe(completions);
        expect(store.list(PODS)).toHaveLength(completions);
      }),
      { numRuns: 25 },
    );
  });

  it('is done with its queue when one pod says so and the others end', () => {
    const { store, create, finish, condition } = start({ parallelism: 2 });
    create();
    expect(store.list(PODS)).toHaveLength(2);
    const [first, second] = store.list(PODS).map(pod => pod.metadata.name);
    finish(first);
    expect(condition('Complete')).toBeUndefined();
    reportPod(store, second, 'Running');
    finish(second);
    expect(condition('Complete')?.status).toBe('True');
  });

  it('waits ten seconds, then twice as long each time, at most ten minutes', () => {
    const { clock, create, pods, finish, newest } = start({
      backoffLimit: 20,
    });
    create();
    const waits = Array.from({ length: 9 }, () => {
      const before = pods().length;
      finish(newest(), 1);
      const began = clock.now().getTime();
      while (pods().length === before) {
        clock.advance(1000);
      }
      return Math.round((clock.now().getTime() - began) / 1000);
    });
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600]);
  });

  it('ends at its deadline also while it waits to try again', () => {
    const { clock, create, pods, finish, newest, condition } = start({
      activeDeadlineSeconds: 5,
    });
    create();
    finish(newest(), 1);
    clock.advance(4000);
    expect(condition('Failed')).toBeUndefined();
    clock.advance(2000);
    expect(condition('Failed')?.reason).toBe('DeadlineExceeded');
    clock.advance(60_000);
    expect(pods()).toHaveLength(1);
  });

  it('counts its deadline anew after it was suspended', () => {
    const { clock, store, create, condition } = start({
      activeDeadlineSeconds: 10,
    });
    create();
    clock.advance(8000);
    const suspend = (value: boolean) => {
      store.modify(JOBS, 'acme', 'migrate', draft => {
        draft.spec.suspend = value;
      });
      clock.advance(1);
    };
    suspend(true);
    clock.advance(60_000);
    suspend(false);
    clock.advance(8000);
    expect(condition('Failed')).toBeUndefined();
    clock.advance(3000);
    expect(condition('Failed')?.reason).toBe('DeadlineExceeded');
  });

  it('fails after as many failures as it may have and one more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), backoffLimit => {
        const { clock, create, pods, finish, newest, condition, job } = start({
          backoffLimit,
        });
        create();
        for (let failures = 1; failures <= backoffLimit + 1; failures += 1) {
          expect(condition('Failed')).toBeUndefined();
          finish(newest(), 1);
          clock.advance(600_000);
        }
        expect(condition('Failed')?.reason).toBe('BackoffLimitExceeded');
        expect(job()?.status).toMatchObject({ failed: backoffLimit + 1 });
        expect(pods()).toHaveLength(backoffLimit + 1);
      }),
      { numRuns: 6 },
    );
  });
});
