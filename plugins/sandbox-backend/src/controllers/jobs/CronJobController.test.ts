import fc from 'fast-check';
import type { CronJob } from '../../store/batchObjects';
import { CRON_JOBS, JOBS } from '../../store/resources';
import { failureOf } from '../../testing/failureOf';
import { newStore } from '../../testing/newStore';
import { startControllers } from '../__testUtils__/startControllers';
import { BatchAdmission } from './BatchAdmission';
import { CronJobController } from './CronJobController';

const MINUTE = 60_000;
const TEMPLATE = {
  spec: {
    restartPolicy: 'Never',
    containers: [{ name: 'report', image: 'acme/report:1' }],
  },
};

function start(spec: Partial<CronJob['spec']> = {}) {
  const cluster = startControllers(
    context => [new CronJobController(context)],
    ({ store }) => store.addAdmission(new BatchAdmission()),
  );
  const { store, settle } = cluster;
  store.create(CRON_JOBS, {
    metadata: { name: 'report', namespace: 'acme' },
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: {
        metadata: { labels: { app: 'report' } },
        spec: { template: TEMPLATE },
      },
      ...spec,
    },
  });
  settle();
  const jobs = () => store.list(JOBS).map(({ metadata }) => metadata.name);
  return {
    ...cluster,
    jobs,
    cronJob: () => store.get(CRON_JOBS, 'acme', 'report'),
    end: (name: string, type: 'Complete' | 'Failed' = 'Complete') => {
      store.modify(JOBS, 'acme', name, draft => {
        draft.status = {
          ...draft.status,
          ...(type === 'Complete' && {
            completionTime: '2026-01-01T00:05:30Z',
          }),
          conditions: [{ type, status: 'True' }],
        };
      });
      settle();
    },
  };
}

describe('CronJobController', () => {
  it('starts a job when it is time', () => {
    const { clock, store, jobs, cronJob, told } = start();
    clock.advance(5 * MINUTE - 2);
    expect(jobs()).toEqual([]);
    clock.advance(10);
    // 29453765 minutes after 1970.
    expect(jobs()).toEqual(['report-29453765']);
    expect(store.list(JOBS)[0]).toMatchObject({
      metadata: {
        labels: { app: 'report' },
        annotations: {
          'batch.kubernetes.io/cronjob-scheduled-timestamp':
            '2026-01-01T00:05:00Z',
        },
        ownerReferences: [{ kind: 'CronJob', name: 'report' }],
      },
      spec: { backoffLimit: 6, completions: 1 },
    });
    expect(cronJob()?.status).toMatchObject({
      active: [{ kind: 'Job', name: 'report-29453765' }],
      lastScheduleTime: '2026-01-01T00:05:00Z',
    });
    expect(told('report')).toEqual([
      'SuccessfulCreate: Created job report-29453765',
    ]);
  });

  it('sees the end of a job', () => {
    const { clock, cronJob, end, told } = start();
    clock.advance(5 * MINUTE);
    end('report-29453765');
    expect(cronJob()?.status).toEqual({
      lastScheduleTime: '2026-01-01T00:05:00Z',
      lastSuccessfulTime: '2026-01-01T00:05:30Z',
    });
    expect(told('report')).toContain(
      'SawCompletedJob: Saw completed job: report-29453765, condition: Complete',
    );
  });

  it('does nothing while it is suspended, and then makes up for the last', () => {
    const { clock, store, jobs } = start({ suspend: true });
    clock.advance(17 * MINUTE);
    expect(jobs()).toEqual([]);
    store.modify(CRON_JOBS, 'acme', 'report', draft => {
      draft.spec.suspend = false;
    });
    clock.advance(10);
    expect(jobs()).toEqual(['report-29453775']);
  });

  it('makes up for nothing beyond its deadline', () => {
    const { clock, store, jobs } = start({
      suspend: true,
      startingDeadlineSeconds: 60,
    });
    clock.advance(17 * MINUTE);
    store.modify(CRON_JOBS, 'acme', 'report', draft => {
      draft.spec.suspend = false;
    });
    clock.advance(10);
    expect(jobs()).toEqual([]);
  });

  it.each([
    ['Allow' as const, 2],
    ['Forbid' as const, 1],
    ['Replace' as const, 1],
  ])(
    'with the policy %s runs at most %i at once',
    (concurrencyPolicy, most) => {
      const { clock, jobs, told } = start({ concurrencyPolicy });
      clock.advance(10 * MINUTE + 10);
      expect(jobs()).toHaveLength(most);
      expect(jobs().at(-1)).toBe(
        concurrencyPolicy === 'Forbid' ? 'report-29453765' : 'report-29453770',
      );
      expect(
        told('report').includes(
          'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
        ),
      ).toBe(concurrencyPolicy === 'Forbid');
      expect(
        told('report').includes(
          'SuccessfulDelete: Deleted job report-29453765',
        ),
      ).toBe(concurrencyPolicy === 'Replace');
    },
  );

  it('starts what had to wait once the way is free', () => {
    const { clock, jobs, end } = start({ concurrencyPolicy: 'Forbid' });
    clock.advance(11 * MINUTE);
    end('report-29453765');
    expect(jobs()).toContain('report-29453770');
  });

  it('keeps as many old jobs as it is told', () => {
    const { clock, jobs, end } = start({
      successfulJobsHistoryLimit: 2,
      failedJobsHistoryLimit: 1,
    });
    const ends = ['Complete', 'Failed', 'Complete', 'Failed', 'Complete'];
    for (const type of ends) {
      clock.advance(5 * MINUTE);
      end(jobs().at(-1) ?? '', type as 'Complete' | 'Failed');
    }
    expect(jobs()).toEqual([
      'report-29453775',
      'report-29453780',
      'report-29453785',
    ]);
  });

  it('starts no job twice after a restart of its controller', () => {
    const { clock, store, jobs, loop } = start();
    clock.advance(5 * MINUTE);
    loop.stop();
    store.modify(CRON_JOBS, 'acme', 'report', draft => {
      delete draft.status;
    });
    loop.start();
    clock.advance(10);
    expect(jobs()).toEqual(['report-29453765']);
  });

  it('makes up for the last of the times that were missed, and no other', () => {
    const minutes = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(minutes, minutes, (away, deadline) => {
        const { clock, store, jobs } = start({
          suspend: true,
          startingDeadlineSeconds: deadline * 60,
        });
        clock.advance(away * MINUTE);
        store.modify(CRON_JOBS, 'acme', 'report', draft => {
          draft.spec.suspend = false;
        });
        clock.advance(10);
        const missed = Math.floor(away / 5) * 5;
        const late = away - missed;
        const expected =
          missed > 0 && late < deadline ? [`report-${29453760 + missed}`] : [];
        expect(jobs()).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('starts one job for each time, in whatever steps time passes', () => {
    const step = fc.integer({ min: 1, max: 7 * MINUTE });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), steps => {
        const { clock, store, jobs, told } = start({
          successfulJobsHistoryLimit: 100,
        });
        const began = Date.parse('2026-01-01T00:00:00Z');
        steps.forEach(each => clock.advance(each));
        // Within a moment of its time a job may still be on its way.
        clock.advance(10);
        const times = Math.floor(
          (clock.now().getTime() - 10 - began) / (5 * MINUTE),
        );
        const last = Math.floor((clock.now().getTime() - began) / (5 * MINUTE));
        expect(jobs().length).toBeGreaterThanOrEqual(times);
        expect(jobs().length).toBeLessThanOrEqual(last);
        expect(new Set(jobs()).size).toBe(jobs().length);
        expect(told('report')).toHaveLength(jobs().length);
        expect(
          store
            .list(JOBS)
            .every(({ metadata }) =>
              metadata.ownerReferences?.some(({ name }) => name === 'report'),
            ),
        ).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('BatchAdmission', () => {
  function admit(spec: object) {
    const store = newStore({ namespaces: ['acme'] });
    store.addAdmission(new BatchAdmission());
    return failureOf(() =>
      store.create(CRON_JOBS, {
        metadata: { name: 'report', namespace: 'acme' },
        spec: {
          schedule: '@hourly',
          jobTemplate: { spec: { template: TEMPLATE } },
          ...spec,
        },
      }),
    );
  }

  it.each([
    [
      'a schedule',
      { schedule: 'soon' },
      'spec.schedule: Invalid value: "soon"',
    ],
    [
      'a time zone',
      { timeZone: 'Mars/Base' },
      'spec.timeZone: Invalid value: "Mars/Base"',
    ],
    [
      'a restart policy',
      {
        jobTemplate: {
          spec: {
            template: { spec: { containers: TEMPLATE.spec.containers } },
          },
        },
      },
      'spec.jobTemplate.spec.template.spec.restartPolicy: Unsupported value: "Always": supported values: "OnFailure", "Never"',
    ],
  ])('refuses %s that it does not know', (_, spec, fault) => {
    expect(admit(spec)).toMatchObject({
      code: 422,
      message: expect.stringContaining(fault),
    });
  });

  it('admits what is right', () => {
    expect(admit({ timeZone: 'Europe/Berlin' })).toBeUndefined();
  });

  it('gives a job the selector of its pods, and keeps its template', () => {
    const store = newStore({ namespaces: ['acme'] });
    store.addAdmission(new BatchAdmission());
    const draft = (image: string) => ({
      metadata: { name: 'once', namespace: 'acme' },
      spec: {
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'once', image }],
          },
        },
      },
    });
    const { metadata, spec } = store.create(JOBS, draft('acme/once:1'));
    expect(spec).toMatchObject({
      selector: {
        matchLabels: { 'batch.kubernetes.io/controller-uid': metadata.uid },
      },
      template: { metadata: { labels: { 'job-name': 'once' } } },
    });
    const replace = (image: string) =>
      store.replace(JOBS, draft(image), { namespace: 'acme', name: 'once' });
    expect(failureOf(() => replace('acme/once:1'))).toBeUndefined();
    expect(failureOf(() => replace('acme/once:2'))).toMatchObject({
      code: 422,
      message: expect.stringContaining('spec.template: Invalid value'),
    });
  });
});
