import fc from 'fast-check';
import type { Node, Toleration } from '../../store/objects';
import {
  accountsOf,
  nodeOf,
  podOf,
  type PodShape,
} from './__testUtils__/nodes';
import { refusalOf } from './nodeFilters';
import { podRequests } from './resourceAmounts';

/** What a node says to a pod. */
function refusal(
  shape: Omit<PodShape, 'name'>,
  node: Node = nodeOf('n'),
  others: ReadonlyArray<Omit<PodShape, 'name'>> = [],
) {
  const pods = others.map((other, index) =>
    podOf({ ...other, name: `other-${index}` }),
  );
  const [account] = accountsOf([{ node, pods }]);
  return refusalOf(podOf({ ...shape, name: 'shop' }), account);
}

describe('refusalOf', () => {
  it.each<[string, Omit<PodShape, 'name'>, Array<Omit<PodShape, 'name'>>]>([
    ['an empty node', { cpu: 2000, memory: 4096 }, []],
    ['what is left exactly', { cpu: 500 }, [{ cpu: 1500 }]],
    ['a pod that asks for nothing on a full node', {}, [{ cpu: 2000 }]],
    [
      'what pods that have ended left behind',
      { cpu: 2000 },
      [
        { cpu: 2000, phase: 'Succeeded' },
        { cpu: 2000, phase: 'Failed' },
      ],
    ],
  ])('lets a pod have %s', (_, shape, others) => {
    expect(refusal(shape, nodeOf('n'), others)).toBeUndefined();
  });

  it('says what is missing, and whether others could make room', () => {
    expect(refusal({ cpu: 501 }, nodeOf('n'), [{ cpu: 1500 }])).toEqual({
      reasons: ['Insufficient cpu'],
      preemptionHelps: true,
    });
    expect(refusal({ cpu: 2001, memory: 5000 })).toEqual({
      reasons: ['Insufficient cpu', 'Insufficient memory'],
      preemptionHelps: false,
    });
  });

  it('counts pods as well', () => {
    const node = nodeOf('n', { allocatable: { pods: '1' } });
    expect(refusal({ cpu: 3000 }, node, [{}])).toEqual({
      reasons: ['Too many pods', 'Insufficient cpu'],
      preemptionHelps: false,
    });
    expect(refusal({}, node, [{}])).toEqual({
      reasons: ['Too many pods'],
      preemptionHelps: true,
    });
  });

  it('lets the first reason that no eviction heals speak alone', () => {
    const taints = [{ key: 'db', effect: 'NoSchedule' as const }];
    const closed = nodeOf('n', { spec: { unschedulable: true, taints } });
    const selects = { cpu: 3000, spec: { nodeSelector: { disk: 'ssd' } } };
    expect(refusal(selects, closed)).toEqual({
      reasons: ['node(s) were unschedulable'],
      preemptionHelps: false,
    });
    expect(
      refusal(selects, nodeOf('n', { spec: { taints } }))?.reasons,
    ).toEqual(['node(s) had untolerated taint {db: }']);
    expect(refusal(selects)?.reasons).toEqual([
      "node(s) didn't match Pod's node affinity/selector",
    ]);
  });

  it.each([
    ['no label', undefined, false],
    ['another value', { disk: 'hdd' }, false],
    ['one of two labels', { disk: 'ssd' }, false],
    ['both labels', { disk: 'ssd', zone: 'a' }, true],
    ['more labels', { disk: 'ssd', zone: 'a', rack: '1' }, true],
  ])('asks a node with %s for both labels', (_, labels, fits) => {
    const nodeSelector = { disk: 'ssd', zone: 'a' };
    const node = nodeOf('n', { labels });
    expect(refusal({ spec: { nodeSelector } }, node) === undefined).toBe(fits);
  });

  it('prefers to be left alone, but does not insist', () => {
    const taints = [{ key: 'db', effect: 'PreferNoSchedule' as const }];
    expect(refusal({}, nodeOf('n', { spec: { taints } }))).toBeUndefined();
  });

  it('runs on a closed node what tolerates that it is closed', () => {
    const key = 'node.kubernetes.io/unschedulable';
    const tolerations: Toleration[] = [{ key, operator: 'Exists' }];
    const node = nodeOf('n', { spec: { unschedulable: true } });
    expect(refusal({ spec: { tolerations } }, node)).toBeUndefined();
  });

  it('needs each taint to be tolerated', () => {
    const spec = {
      taints: [
        { key: 'a', effect: 'NoSchedule' as const },
        { key: 'b', effect: 'NoExecute' as const },
      ],
    };
    const tolerations: Toleration[] = [{ key: 'a', operator: 'Exists' }];
    expect(refusal({ spec: { tolerations } }, nodeOf('n', { spec }))).toEqual({
      reasons: ['node(s) had untolerated taint {b: }'],
      preemptionHelps: false,
    });
  });

  it('refuses exactly what does not fit', () => {
    const cpu = fc.integer({ min: 0, max: 2500 });
    fc.assert(
      fc.property(cpu, fc.array(cpu, { maxLength: 6 }), (wanted, others) => {
        const left = others.reduce((rest, each) => rest - each, 2000);
        const fits = others.length < 5 && (wanted === 0 || wanted <= left);
        const said = refusal(
          { cpu: wanted },
          nodeOf('n'),
          others.map(each => ({ cpu: each })),
        );
        expect(said === undefined).toBe(fits);
      }),
    );
  });

  it('takes the requests that it is given', () => {
    const [account] = accountsOf([{ node: nodeOf('n') }]);
    const pod = podOf({ name: 'shop', cpu: 1 });
    const more = { ...podRequests(pod), 'nvidia.com/gpu': 1000 };
    expect(refusalOf(pod, account, more)?.reasons).toEqual([
      'Insufficient nvidia.com/gpu',
    ]);
  });
});
