import fc from 'fast-check';
import type { Job, PodFailureRule } from '../../store/batchObjects';
import type { Condition, ContainerStatus, Pod } from '../../store/objects';
import { podOf } from '../scheduling/__testUtils__/nodes';
import {
  COMPLETED,
  counts,
  endOf,
  PAST_DEADLINE,
  policyEnd,
  withEnd,
} from './jobConditions';

function jobOf(rules?: PodFailureRule[], conditions?: Condition[]): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: 'migrate',
      namespace: 'acme',
      uid: '1',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: {
      template: { spec: { containers: [{ name: 'a', image: 'a:1' }] } },
      ...(rules && { podFailurePolicy: { rules } }),
    },
    ...(conditions && { status: { conditions } }),
  };
}

/** A pod whose containers ended with these codes. */
function failed(
  codes: Record<string, number>,
  conditions: Condition[] = [],
): Pod {
  const containerStatuses = Object.entries(codes).map(
    ([name, exitCode]): ContainerStatus => ({
      name,
      image: 'a:1',
      imageID: '',
      ready: false,
      started: false,
      restartCount: 0,
      lastState: {},
      state: {
        terminated: {
          exitCode,
          reason: 'Error',
          startedAt: '2026-01-01T00:00:00Z',
          finishedAt: '2026-01-01T00:00:01Z',
          containerID: '',
        },
      },
    }),
  );
  return {
    ...podOf({ name: 'p' }),
    status: { phase: 'Failed', containerStatuses, conditions },
  };
}

const onCodes = (
  action: PodFailureRule['action'],
  operator: 'In' | 'NotIn',
  values: number[],
  containerName?: string,
): PodFailureRule => ({
  action,
  onExitCodes: { operator, values, ...(containerName && { containerName }) },
});

describe('endOf', () => {
  it.each<[Condition[] | undefined, string | undefined]>([
    [undefined, undefined],
    [[], undefined],
    [[{ type: 'Complete', status: 'True' }], 'Complete'],
    [[{ type: 'Failed', status: 'True' }], 'Failed'],
    [[{ type: 'Failed', status: 'False' }], undefined],
    [[{ type: 'SuccessCriteriaMet', status: 'True' }], undefined],
    [[{ type: 'Suspended', status: 'True' }], undefined],
  ])('of %j is %p', (conditions, expected) => {
    expect(endOf(jobOf(undefined, conditions))?.type).toBe(expected);
  });
});

describe('withEnd', () => {
  it.each([
    [COMPLETED, ['SuccessCriteriaMet', 'Complete']],
    [PAST_DEADLINE, ['FailureTarget', 'Failed']],
  ])('announces %j before it is so', (end, types) => {
    const suspended: Condition = { type: 'Suspended', status: 'False' };
    const conditions = withEnd([suspended], end, 'now');
    expect(conditions).toEqual([
      suspended,
      ...types.map(type => ({
        type,
        status: 'True',
        reason: end.reason,
        message: end.message,
        lastTransitionTime: 'now',
      })),
    ]);
    // Once more changes nothing, not even the time.
    expect(withEnd(conditions, end, 'later')).toEqual(conditions);
  });
});

describe('policyEnd', () => {
  // `matchPodFailurePolicy`: https://kubernetes.io/docs/tasks/job/pod-failure-policy
  it.each<[string, PodFailureRule[], Pod, string]>([
    [
      'a code of the list',
      [onCodes('FailJob', 'In', [1, 42])],
      failed({ a: 42 }),
      'Container a for pod acme/p failed with exit code 42 matching FailJob rule at index 0',
    ],
    [
      'a code that is not of the list',
      [onCodes('FailJob', 'NotIn', [1, 2])],
      failed({ a: 3 }),
      'Container a for pod acme/p failed with exit code 3 matching FailJob rule at index 0',
    ],
    [
      'the container that is named',
      [onCodes('FailJob', 'In', [1], 'b')],
      failed({ a: 1, b: 1 }),
      'Container b for pod acme/p failed with exit code 1 matching FailJob rule at index 0',
    ],
    [
      'a condition of the pod',
      [
        onCodes('Ignore', 'In', [9]),
        { action: 'FailJob', onPodConditions: [{ type: 'DisruptionTarget' }] },
      ],
      failed({ a: 1 }, [{ type: 'DisruptionTarget', status: 'True' }]),
      'Pod acme/p has condition DisruptionTarget matching FailJob rule at index 1',
    ],
  ])('ends a job for %s', (_, rules, pod, message) => {
    expect(policyEnd(jobOf(rules), [failed({ a: 0 }), pod])).toEqual({
      type: 'Failed',
      reason: 'PodFailurePolicy',
      message,
    });
  });

  it.each<[string, PodFailureRule[], Pod]>([
    ['there is no policy', [], failed({ a: 1 })],
    ['nothing failed', [onCodes('FailJob', 'NotIn', [1])], failed({ a: 0 })],
    [
      'another container failed',
      [onCodes('FailJob', 'In', [1], 'b')],
      failed({ a: 1, b: 0 }),
    ],
    [
      'an earlier rule says otherwise',
      [onCodes('Ignore', 'In', [1]), onCodes('FailJob', 'In', [1])],
      failed({ a: 1 }),
    ],
    [
      'the condition is not so',
      [{ action: 'FailJob', onPodConditions: [{ type: 'DisruptionTarget' }] }],
      failed({ a: 1 }, [{ type: 'DisruptionTarget', status: 'False' }]),
    ],
  ])('lets a job go on when %s', (_, rules, pod) => {
    expect(policyEnd(jobOf(rules), [pod])).toBeUndefined();
  });
});

describe('counts', () => {
  it('leaves out only what the first rule that matches ignores', () => {
    const action = fc.constantFrom('Ignore' as const, 'Count' as const);
    const rules = fc.array(
      fc.record({
        action,
        operator: fc.constantFrom('In' as const, 'NotIn' as const),
        values: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), {
          minLength: 1,
        }),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 6 }), (given, code) => {
        const job = jobOf(
          given.map(rule => onCodes(rule.action, rule.operator, rule.values)),
        );
        const first = given.find(
          rule => rule.values.includes(code) === (rule.operator === 'In'),
        );
        expect(counts(job, failed({ a: code }))).toBe(
          first?.action !== 'Ignore',
        );
      }),
    );
  });
});
