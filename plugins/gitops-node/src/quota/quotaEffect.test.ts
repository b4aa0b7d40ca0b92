import type { Quota } from '@mctl/plugin-platform-common';
import fc from 'fast-check';
import { mostReplicas } from './mostReplicas';
import { describeQuota, findExcess, formatAmount } from './quotaEffect';
import { NO_USAGE } from './Usage';

const HARD: Quota = { cpu: '4', memory: '8Gi', pods: 30, storage: '50Gi' };

function podsChange(
  before: number,
  after: number,
  hard: number,
  hardBefore?: number,
) {
  return {
    tenant: 'acme',
    before: { ...NO_USAGE, pods: before },
    after: { ...NO_USAGE, pods: after },
    hard: { ...HARD, pods: hard },
    ...(hardBefore !== undefined && {
      hardBefore: { ...HARD, pods: hardBefore },
    }),
  };
}

describe('findExcess', () => {
  it.each([
    [0, 30, 30, undefined, false],
    [0, 31, 30, undefined, true],
    [40, 40, 30, 30, false],
    [40, 39, 30, 30, false],
    [40, 41, 30, 30, true],
    [20, 20, 10, 30, true],
    [20, 20, 20, 30, false],
    [40, 20, 10, 30, true],
  ])(
    'of %i pods and then %i, with a quota of %i that was %s: %s',
    (before, after, hard, hardBefore, expected) => {
      expect(
        findExcess(podsChange(before, after, hard, hardBefore)).length > 0,
      ).toBe(expected);
    },
  );

  it('never stands in the way of less, with the quota as it is', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.nat(100),
        fc.integer({ min: 1, max: 100 }),
        (one, other, hard) => {
          const [less, more] = [one, other].sort((a, b) => a - b);
          expect(findExcess(podsChange(more, less, hard, hard))).toEqual([]);
        },
      ),
    );
  });
});

describe('describeQuota', () => {
  it('writes quantities as people do', () => {
    expect(formatAmount(1_500_000_000n, 'cpu')).toBe('1500m');
    expect(formatAmount(7n, 'pods')).toBe('7');
    expect(describeQuota(podsChange(1, 2, 30)).items).toContainEqual({
      resource: 'pods',
      before: '1',
      after: '2',
      hard: '30',
    });
  });
});

describe('mostReplicas', () => {
  const pod = { cpu: 500_000_000n, memory: 1n, pods: 1, storage: 0n };

  it('is limited by what runs out first', () => {
    const most = (quota: Partial<Quota>) =>
      mostReplicas({ quota: { ...HARD, ...quota }, others: NO_USAGE, pod });
    expect(most({})).toBe(8);
    expect(most({ pods: 5 })).toBe(5);
    expect(most({ cpu: '400m' })).toBe(0);
  });

  it('is none when others have taken everything, or more', () => {
    const others = { ...NO_USAGE, pods: 31 };
    expect(mostReplicas({ quota: HARD, others, pod })).toBe(0);
  });
});
