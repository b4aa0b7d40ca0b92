import fc from 'fast-check';
import {
  accountsOf,
  nodeOf,
  podOf,
  type PodShape,
} from './__testUtils__/nodes';
import { refusalOf } from './nodeFilters';
import { findPreemption, priorityOf } from './preemption';

type Shape = Omit<PodShape, 'name'>;

/** Who has to go for a pod, by the pods of each node. */
function evict(wanted: Shape, nodes: readonly Shape[][]) {
  const accounts = accountsOf(
    nodes.map((pods, node) => ({
      node: nodeOf(`n${node}`),
      pods: pods.map((pod, index) =>
        podOf({ ...pod, name: `p${node}${index}` }),
      ),
    })),
  );
  const found = findPreemption(podOf({ ...wanted, name: 'shop' }), accounts);
  return (
    found && [found.node, ...found.victims.map(({ metadata }) => metadata.name)]
  );
}

describe('findPreemption', () => {
  it.each<[string, Shape[][], string[]]>([
    [
      'the least important that make room',
      [
        [
          { cpu: 1000, priority: 1 },
          { cpu: 1000, priority: 5 },
        ],
      ],
      ['n0', 'p00'],
    ],
    [
      'the younger of equals',
      [
        [
          { cpu: 1000, created: 1 },
          { cpu: 1000, created: 2 },
        ],
      ],
      ['n0', 'p01'],
    ],
    [
      'several, when one is not enough',
      [[{ cpu: 700 }, { cpu: 700 }, { cpu: 600 }]],
      ['n0', 'p01', 'p02'],
    ],
    [
      'on the node where the victims matter least',
      [[{ cpu: 2000, priority: 3 }], [{ cpu: 2000, priority: 2 }]],
      ['n1', 'p10'],
    ],
    [
      'on the node with the fewest victims, of those',
      [
        [
          { cpu: 700, priority: 2 },
          { cpu: 700, priority: 2 },
          { cpu: 600, priority: 2 },
        ],
        [{ cpu: 2000, priority: 2 }],
      ],
      ['n1', 'p10'],
    ],
    [
      'one that takes no cpu, for its slot',
      [
        [
          { priority: 9 },
          { priority: 9 },
          { priority: 9 },
          {},
          { priority: 9 },
        ],
      ],
      ['n0', 'p03'],
    ],
  ])('evicts %s', (_, nodes, expected) => {
    expect(evict({ cpu: 1000, priority: 10 }, nodes)).toEqual(expected);
  });

  it.each<[string, Shape, Shape[][]]>([
    ['there is no node', { priority: 10 }, []],
    ['the others are as important', { cpu: 1000 }, [[{ cpu: 2000 }]]],
    [
      'the others are more important',
      { cpu: 1000, priority: 1 },
      [[{ cpu: 2000, priority: 2 }]],
    ],
    ['no node is large enough', { cpu: 3000, priority: 10 }, [[{ cpu: 2000 }]]],
    [
      'what may go is too little',
      { cpu: 1500, priority: 5 },
      [
        [
          { cpu: 1000, priority: 9 },
          { cpu: 1000, priority: 1 },
        ],
      ],
    ],
    [
      'the node is refused for another reason',
      { cpu: 1000, priority: 5, spec: { nodeSelector: { disk: 'ssd' } } },
      [[{ cpu: 2000 }]],
    ],
  ])('evicts nobody when %s', (_, wanted, nodes) => {
    expect(evict(wanted, nodes)).toBeUndefined();
  });

  const shape = fc.record({
    cpu: fc.integer({ min: 0, max: 1500 }),
    memory: fc.integer({ min: 0, max: 3000 }),
    priority: fc.integer({ min: 0, max: 3 }),
    created: fc.integer({ min: 0, max: 50 }),
  });

  it('is never in vain, unfair, or larger than it must be', () => {
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(fc.array(shape, { maxLength: 5 }), {
          minLength: 1,
          maxLength: 4,
        }),
        shape,
        (nodes, wanted) => {
          const accounts = accountsOf(
            nodes.map((pods, node) => ({
              node: nodeOf(`n${node}`),
              pods: pods.map((pod, index) =>
                podOf({ ...pod, name: `p${node}${index}` }),
              ),
            })),
          );
          const pod = podOf({ ...wanted, name: 'shop' });
          const preemption = findPreemption(pod, accounts);
          /** A node as it would be without some of its pods. */
          const without = (name: string, gone: ReadonlySet<string>) => {
            const account = accounts.find(
              ({ node }) => node.metadata.name === name,
            );
            const pods = [...(account?.pods.values() ?? [])].filter(
              ({ metadata }) => !gone.has(metadata.uid),
            );
            return accountsOf([{ node: nodeOf(name), pods }])[0];
          };
          const possible = accounts.some(({ node, pods }) => {
            const lesser = [...pods.values()].filter(
              other => priorityOf(other) < priorityOf(pod),
            );
            const gone = new Set(lesser.map(({ metadata }) => metadata.uid));
            return !refusalOf(pod, without(node.metadata.name, gone));
          });
          const fitsAlready = accounts.some(
            account => !refusalOf(pod, account),
          );
          expect(preemption !== undefined || fitsAlready || !possible).toBe(
            true,
          );
          if (!preemption) {
            return;
          }
          found += 1;
          const { node, victims } = preemption;
          const uids = victims.map(({ metadata }) => metadata.uid);
          expect(refusalOf(pod, without(node, new Set(uids)))).toBeUndefined();
          for (const victim of victims) {
            expect(priorityOf(victim)).toBeLessThan(priorityOf(pod));
            const spared = uids.filter(uid => uid !== victim.metadata.uid);
            expect(
              refusalOf(pod, without(node, new Set(spared))),
            ).toBeDefined();
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(20);
  });
});
